# The active is no longer heard but hears: the segment still answers, nothing moves.
0 s       start both
5 s       cut heartbeat from n1
check     16 s    n2 held
check     40 s    n1 holds
40 s      mend
check     45 s    n2 standby
check     60 s    n1 holds
never     two hold
