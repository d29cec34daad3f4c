# Removed six times in a minute: the node is in fault, the peer serves.
0 s       start both
5 s       strip n1
6 s       strip n1
7 s       strip n1
8 s       strip n1
9 s       strip n1
10 s      strip n1
expect    10.1 s  n1: active to fault
check     10.2 s  n2 holds
check     80 s    n1 standby
check     100 s   n1 holds
never     two hold
