# The standby is in maintenance: it does not take over from a dead peer; afterwards it does.
0 s       start both
20 s      set n2 maintenance on
30 s      crash n1
check     60 s    nobody holds
60 s      set n2 maintenance off
check     62 s    n2 holds
