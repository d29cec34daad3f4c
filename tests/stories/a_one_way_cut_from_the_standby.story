# The active no longer hears the standby, which hears: nothing moves.
0 s       start both
5 s       cut heartbeat from n2
check     40 s    n1 holds
check     40 s    n2 standby
40 s      mend
check     60 s    n1 holds
never     two hold
