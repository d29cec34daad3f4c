# fipd is stopped for an upgrade of the active and is back within the lease: nothing moves.
0 s       start both
20 s      stop n1 to restart
expect    21 s    n1: a restart follows
24 s      start n1
check     40 s    n1 holds
count     moves 0
never     n2: standby ->
never     nobody holds for more than 0 ms
