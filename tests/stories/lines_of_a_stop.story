# The original's own test: the active stops in order and starts again. A pair of lines on n2.
0 s       start both
10 s      stop n1
expect    11 s    n2: CStrap(6) : Standby System(n1) is an Active System renew.
60 s      start n1
expect    100 s   n2: CStrap(5) : Standby System(n2) is a Enable.
check     100 s   n1 holds
never     n1: CStrap
never     two hold
