# With failback manual the alarm of a failover stays until the operator says that all is well so.
given     failback manual
0 s       start both
5 s       crash n1
20 s      boot n1
60 s      clear n2
expect    60.1 s  n2: the operator confirmed that the F-IPs stay where they are
check     70 s    n2 holds
