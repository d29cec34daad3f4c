# The F-IP is in the network configuration of both nodes: both remove it, one serves.
given     interval 1 s
given     count 3
0 s       outsider on n1
0 s       outsider on n2
0 s       start both
expect    100 ms  n1: somebody else set F-IP
expect    100 ms  n2: somebody else set F-IP
check     8 s     n1 holds
never     two answer for more than 10 ms
