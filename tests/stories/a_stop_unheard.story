# The active stops, but its peer hears nothing of it: after a second it gives the F-IPs up.
0 s       start both
5 s       cut heartbeat
5.1 s     stop n1
check     6 s     n1 holds
expect    6.2 s   n1: stopped
check     6.2 s   nobody holds
expect    16 s    n2: standby to active
check     16 s    n2 holds
never     two hold
