# fipd crashes and is back within the lease: nothing moves.
0 s       start both
5 s       kill n1
8 s       start n1
expect    8.1 s   n1: initial to active: fipd was restarted
check     30 s    n1 holds
never     n2: standby ->
never     n2: lost
