# The active's kernel refuses renewals: the lease runs out, the peer serves.
0 s       start both
5 s       refuse n1
expect    12 s    n1: active to claiming: an F-IP was not renewed
expect    13 s    n1: to fault
check     14 s    n2 holds
never     two hold
