# Nobody there to take the F-IPs: refused, with the reason.
0 s       start n1
15 s      switchover n1
expect    15 s    n1: refused
check     20 s    n1 holds
