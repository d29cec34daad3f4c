# The active loses its real IP: it gives the F-IPs up within a beat, for it would answer ARP
# and send nothing back. Removed and added at once it costs nothing.
given     interval 1 s
given     count 3
given     failback_delay 1 s
0 s       start both
10 s      real ip n1 gone
10.1 s    real ip n1 back
check     12 s    n1 holds
20 s      real ip n1 gone
expect    20.8 s  n1: active to fault: this node's real IP is gone
check     24.5 s  n2 holds
30 s      real ip n1 back
expect    30.1 s  n1: fault to standby
check     40 s    n1 holds
count     moves 2
never     two hold
never     n1: failover
