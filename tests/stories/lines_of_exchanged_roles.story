# After a failover the operator makes n2 the preferred node: home is where the F-IPs are.
given     failback manual
0 s       start both
10 s      crash n1
expect    25 s    n2: CStrap(6) : Standby System(n1) is an Active System renew.
30 s      boot n1
100 s     set n2 role active
expect    101 s   n2: CStrap(5) : Standby System(n2) is a Enable.
101 s     set n1 role standby
check     200 s   n2 holds
# From now on n1 is the one that stands in, and n2 logs nothing.
200 s     crash n2
expect    215 s   n1: CStrap(6) : Standby System(n2) is an Active System renew.
230 s     boot n2
300 s     switchover n1
expect    301 s   n1: CStrap(5) : Standby System(n1) is a Enable.
check     301 s   n2 holds
never     two hold
