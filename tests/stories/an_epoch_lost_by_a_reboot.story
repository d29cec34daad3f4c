# A reboot loses the epoch that the disk kept: the node that serves still has precedence.
0 s       start both
10 s      switchover n1
20 s      crash n1
20 s      forget n1
30 s      boot n1
check     31 s    n1 standby
check     60 s    n2 holds
60 s      crash n2
check     72 s    n1 holds
80 s      boot n2
check     81 s    n2 standby
never     two hold
