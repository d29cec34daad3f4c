# The preferred node boots alone: no failover, it is where the F-IPs belong.
0 s       start n1
check     9.9 s   nobody holds
check     11 s    n1 holds
count     n1 failover 0
