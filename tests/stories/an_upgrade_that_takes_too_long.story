# The upgrade outlasts the lease: the standby serves, the F-IPs go home later.
0 s       start both
20 s      stop n1 to restart
check     31 s    n2 holds
40 s      start n1
check     41 s    n1 standby
check     65 s    n1 holds
never     two hold
