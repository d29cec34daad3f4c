# Power returns to both: the preferred node becomes active at once, the other stands by.
0 s       start both
check     2 s     n1 holds
check     2 s     n2 standby
expect    2 s     n1: initial to active: neither node was active
expect    2 s     n2: initial to standby
count     n1 failover 0
