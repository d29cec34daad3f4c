# What the operator knows ends every wait: as a standby, as a node that has just started, and
# in a claim that cannot end.
given     interval 10 s
0 s       start both
70 s      crash n1
95 s      switchover n2 vouched
check     95.1 s  n2 active
100 s     stop n2
110 s     start n2
112 s     switchover n2 vouched
check     112.1 s n2 active
never     two hold
