# One node starts a minute after the other: the later one finds its place.
0 s       start n2
check     20 s    n2 holds
60 s      start n1
check     61 s    n1 standby
check     82 s    n1 holds
never     two hold
