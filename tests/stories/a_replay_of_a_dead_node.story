# The recorded words of a dead active do not make it alive.
0 s       start both
10 s      crash n1
12 s      replay
14 s      replay
18 s      replay
check     21 s    n2 holds
40 s      replay
check     60 s    n2 holds
never     n2: recovered
