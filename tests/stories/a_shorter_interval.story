# Both are set to 1 s: the detection time follows.
0 s       start both
5 s       set n1 interval 1 s
5 s       set n2 interval 1 s
10 s      crash n1
expect    15.1 s  n2: standby to active: peer n1 silent 5.0 s
check     15.1 s  n2 holds
