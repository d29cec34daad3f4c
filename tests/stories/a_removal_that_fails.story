# The active's kernel refuses even the removal: the lease ends it, and the peer serves.
0 s       start both
5 s       refuse n1
5 s       stop n1
check     6 s     n1 disabled
check     16 s    n2 holds
never     two hold
