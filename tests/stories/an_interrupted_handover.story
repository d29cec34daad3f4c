# The taker dies as it asks: the giver asks the segment and serves again.
0 s       start both
5 s       crash n1
18 s      boot n1
check     38 s    n2 holds
38.0009 s crash n1
check     42 s    n2 holds
never     two hold
