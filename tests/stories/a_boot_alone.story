# The standby boots while the active is dead: it waits one interval longer, then serves.
0 s       start n2
check     11.9 s  nobody holds
expect    13 s    n2: peer n1 lost
expect    13 s    n2: initial -> active: peer n1 silent
check     13 s    n2 holds
count     n2 failover 1
