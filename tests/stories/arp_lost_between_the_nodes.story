# Lab P1: ARP between the nodes is lost for good, and every heartbeat passes: nothing moves.
# The kernels' neighbour entries age out, so a heartbeat that needs them would not be sent.
0 s       start both
10 s      cut arp
check     5 min   n1 holds
check     5 min   n2 standby
count     moves 0
never     n2: peer n1 lost
never     n1: peer n2 lost
