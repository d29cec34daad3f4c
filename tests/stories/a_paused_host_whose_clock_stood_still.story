# A virtual machine goes on as if nothing had been: the beacon tells it at once.
0 s       start both
5 s       pause n1 with its clock
check     16 s    n2 active
30 s      unpause n1
check     30.4 s  n2 holds
check     31 s    n1 standby
check     55 s    n1 holds
never     two hold for more than 300 ms
