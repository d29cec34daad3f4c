# What was logged outlives the daemon: it is in the journal.
given     failback_delay 60 s
0 s       start both
10 s      crash n1
expect    25 s    n2: CStrap(6) : Standby System(n1) is an Active System renew.
30 s      boot n1
40 s      stop n2 to restart
41 s      start n2
check     45 s    n2 holds
expect    150 s   n2: CStrap(5) : Standby System(n2) is a Enable.
check     150 s   n1 holds
never     n1: CStrap
never     two hold
