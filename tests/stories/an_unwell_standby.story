# A standby whose check fails gets no F-IPs as long as the other one serves: not by failback, nor
# by the operator's wish. It takes over from a dead peer all the same: that is better than nobody.
0 s       start both
20 s      unwell n1
check     21 s    n2 holds
30 s      switchover n1
expect    31 s    n1: the operator's action was refused: a check fails on this node
40 s      switchover n2
expect    41 s    n2: the operator's action was refused: a check fails on the peer
check     60 s    n2 holds
60 s      crash n2
check     72 s    n1 holds
80 s      boot n2
check     82 s    n2 holds
count     moves 3
never     two hold
