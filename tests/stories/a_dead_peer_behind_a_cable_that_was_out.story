# The peer dies while this node's cable is out: its silence counts from the return of the cable.
given     interval 1 s
given     count 3
0 s       start both
20 s      unplug n2
25 s      crash n1
40 s      plug n2
check     42.9 s  n2 standby
check     43.1 s  n2 holds
