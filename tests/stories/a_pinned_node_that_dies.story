# The operator's choice does not outlive its node.
0 s       start both
5 s       switchover n1
10 s      crash n2
check     22 s    n1 holds
count     n1 failover 1
