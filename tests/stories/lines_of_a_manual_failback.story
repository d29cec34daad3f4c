# The operator brings the F-IPs home, and that too ends what the failover began.
given     failback manual
0 s       start both
10 s      crash n1
expect    25 s    n2: CStrap(6) : Standby System(n1) is an Active System renew.
30 s      boot n1
check     120 s   n2 holds
120 s     switchover n2
expect    121 s   n2: CStrap(5) : Standby System(n2) is a Enable.
check     121 s   n1 holds
never     n1: CStrap
never     two hold
