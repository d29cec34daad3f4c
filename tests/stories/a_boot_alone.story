# The standby boots while the active is dead: it waits three quarters of a second longer, then serves.
0 s       start n2
check     10.7 s  nobody holds
expect    10.8 s  n2: peer n1 lost
expect    10.8 s  n2: initial to active: peer n1 silent
check     10.8 s  n2 holds
count     n2 failover 1
