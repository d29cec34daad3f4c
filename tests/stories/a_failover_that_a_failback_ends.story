# The alarm of a failover ends by the failback, which tells it by itself.
0 s       start both
5 s       crash n1
expect    20 s    n2: standby to active: peer n1 silent
20 s      boot n1
expect    60 s    n2: active to standby: handed back to n1 (failback)
check     60 s    n1 holds
count     n2 failback 1
