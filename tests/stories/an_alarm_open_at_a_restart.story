# A new life of fipd ends what the former one left open before it starts, and sees it anew;
# the failover goes on under its number until the F-IPs are back.
0 s       start both
5 s       crash n1
20 s      kill n2
22 s      start n2
expect    22.1 s  n2: alarm peerLost ended: fipd has started and looks for itself what is wrong
expect    22.1 s  n2: started on node n2
expect    40 s    n2: peer n1 lost
40 s      boot n1
expect    90 s    n2: active to standby: handed back to n1 (failback)
check     90 s    n1 holds
count     n2 failover 1
