# A check of what the active serves fails, and its peer is well: the F-IPs are handed over as in
# a switchover, without a gap. They go home when all has been well for the failback delay.
0 s       start both
20 s      unwell n1
expect    21 s    n2: standby to active: peer n1 fails a check
expect    21 s    n1: active to standby: a check fails on this node
check     21 s    cache n2
check     100 s   n2 holds
100 s     well n1
check     119 s   n2 holds
check     121 s   n1 holds
count     n2 failover 1
count     moves 2
never     nobody holds for more than 50 ms
never     two hold
