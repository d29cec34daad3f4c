# Maintenance of the active is to the watchers what a stop of its system was.
0 s       start both
20 s      set n1 maintenance on
expect    21 s    n2: CStrap(6) : Standby System(n1) is an Active System renew.
100 s     set n1 maintenance off
expect    125 s   n2: CStrap(5) : Standby System(n2) is a Enable.
check     125 s   n1 holds
never     n1: CStrap
never     two hold
