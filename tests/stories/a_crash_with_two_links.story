# The active dies: silent on both links, the standby takes over as fast as with one.
given     links 2
0 s       start both
5 s       crash n1
check     14.5 s  nobody holds
expect    15 s    n2: standby to active: peer n1 silent 10.0 s on eth0, cross
check     15 s    n2 holds
20 s      boot n1
check     21 s    n1 standby
check     42 s    n1 holds
never     two hold
