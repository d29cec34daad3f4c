# The standby sleeps through its probes of the segment: it asks again before it claims.
0 s       start both
5 s       cut heartbeat
14.3 s    freeze n2
18 s      thaw n2
check     40 s    n1 holds
check     40 s    n2 held
never     two hold
