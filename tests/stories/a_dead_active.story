# The active node loses power; the standby takes over, and gives back when it returns.
0 s       start both
5 s       crash n1
expect    15.1 s  n2: standby to active: peer n1 silent 10.0 s
check     15.1 s  n2 holds
check     15.1 s  cache n2
30 s      boot n1
expect    31 s    n1: initial to standby: peer n2 is active
expect    31 s    n2: recovered
check     49 s    n2 holds
expect    51 s    n1: standby to active: taken back
expect    51 s    n2: active to standby: handed back to n1 (failback)
check     51 s    n1 holds
check     51 s    cache n1
count     n2 failover 1
count     n2 failback 1
count     n1 failback 0
