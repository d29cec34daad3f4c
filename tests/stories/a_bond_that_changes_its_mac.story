# A bond has the MAC of the port from which it speaks (fail_over_mac=active), and that fails.
# Its next word says the new MAC; ARP fails as well, so nothing else can say it, and the
# word of that moment is lost: then the beat after it says it.
given     count 2
0 s       port n1 17 joins
0 s       port n2 18 joins
0 s       start both
10 s      cut arp
20.5 s    bond n1 loses a port
20.6 s    bond n1 fails over
30.5 s    bond n2 loses a port
30.6 s    bond n2 fails over
40.5 s    cut heartbeat from n1
40.5 s    bond n1 fails over
40.6 s    mend
40.6 s    cut arp
50.5 s    cut heartbeat from n2
50.5 s    bond n2 fails over
50.6 s    mend
50.6 s    cut arp
check     5 min   n1 holds
count     moves 0
count     n1 linkDown 0
count     n2 linkDown 0
never     n2: peer n1 lost
never     n1: peer n2 lost
