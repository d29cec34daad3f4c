# fipd and its fence are killed together: the lease of the kernel is waited for, and no second.
given     interval 1 s
given     count 3
0 s       start both
10.3 s    kill n1 with its fence
check     13.5 s  n2 held
expect    16 s    n2: held to active
check     16 s    n2 holds
never     two hold
never     nobody holds for more than 1.7 s
