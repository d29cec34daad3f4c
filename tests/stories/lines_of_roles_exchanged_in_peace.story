# Exchanged roles move the F-IPs of a whole pair: no failover, and no line of the original.
given     failback_delay 2 s
0 s       start both
5 s       set n1 role standby
10 s      set n2 role active
check     14 s    n2 holds
never     n1: CStrap
never     n2: CStrap
never     two hold
