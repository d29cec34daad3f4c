# The operator's wish fails because the peer sleeps; awake, the peer must not obey it late.
0 s       start both
4.9 s     freeze n2
5 s       switchover n1
expect    6.1 s   n1: refused
20 s      thaw n2
check     60 s    n1 holds
never     n2: switchover
