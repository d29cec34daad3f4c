# The active is stopped for 4 s, within the lease: nothing moves.
0 s       start both
5 s       freeze n1
9 s       thaw n1
check     30 s    n1 holds
never     n1: active ->
never     n2: standby ->
