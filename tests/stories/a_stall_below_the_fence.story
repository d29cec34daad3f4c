# The active is stopped for half of the detection time, whose fence does not have to fire.
given     interval 1 s
given     count 3
0 s       start both
5.45 s    freeze n1
6.95 s    thaw n1
9.02 s    freeze n1
10.52 s   thaw n1
check     15 s    n1 holds
never     nobody holds for more than 0 ms
never     n1: active ->
never     n2: standby ->
