# The node that stands in loses its cable for a moment, and the F-IPs are home.
given     failback manual
0 s       start both
10 s      crash n1
expect    25 s    n2: CStrap(6) : Standby System(n1) is an Active System renew.
30 s      boot n1
100 s     unplug n2
101 s     plug n2
expect    110 s   n2: CStrap(5) : Standby System(n2) is a Enable.
check     120 s   n1 holds
never     two hold
