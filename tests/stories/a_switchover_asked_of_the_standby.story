# It does not matter on which node the operator asks.
0 s       start both
5 s       switchover n2
check     6 s     n2 holds
check     60 s    n2 holds
