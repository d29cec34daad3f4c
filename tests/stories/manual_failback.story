# Failback manual: the F-IPs stay until the operator moves them.
given     failback manual
0 s       start both
5 s       crash n1
20 s      boot n1
check     120 s   n2 holds
120 s     switchover n2
check     121 s   n1 holds
