# fipd is back only after the lease: the standby serves, failback comes later.
0 s       start both
5 s       kill n1
16 s      start n1
check     17 s    n1 standby
check     17 s    n2 holds
check     40 s    n1 holds
never     two hold
