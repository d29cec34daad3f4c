# The standby that stands in dies too, and the F-IPs are home: it says so when it is back.
given     failback manual
0 s       start both
10 s      crash n1
expect    25 s    n2: CStrap(6) : Standby System(n1) is an Active System renew.
30 s      boot n1
100 s     crash n2
check     115 s   n1 holds
200 s     boot n2
expect    205 s   n2: CStrap(5) : Standby System(n2) is a Enable.
never     n1: CStrap
never     two hold
