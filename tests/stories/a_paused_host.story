# The whole host stands still and goes on: the lease has run out, nobody meets it.
0 s       start both
5 s       pause n1
check     16 s    n2 active
30 s      unpause n1
check     30.1 s  n2 holds
check     31 s    n1 standby
check     55 s    n1 holds
never     two hold for more than 300 ms
