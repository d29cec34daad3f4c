# 100 ms x 5: the same behaviour, fifty times as fast.
given     interval 100 ms
given     failback_delay 1 s
0 s       start both
5 s       crash n1
check     5.6 s   n2 holds
10 s      boot n1
check     12 s    n1 holds
