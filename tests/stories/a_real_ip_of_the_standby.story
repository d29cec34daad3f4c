# The standby has no real IP when the active dies: it takes nothing that it cannot serve, and
# takes it when the address is back, after it has listened for the detection time.
given     interval 1 s
given     count 3
0 s       start both
10 s      real ip n2 gone
expect    10.8 s  n2: standby to fault: this node's real IP is gone
20 s      crash n1
check     29 s    nobody holds
30 s      real ip n2 back
check     33.1 s  n2 holds
