# A segment cut in two and whole again: n2 keeps what it took until the F-IPs go home.
0 s       start both
10 s      cut lan
expect    25 s    n2: CStrap(6) : Standby System(n1) is an Active System renew.
60 s      mend lan
check     61 s    n2 holds
expect    100 s   n2: CStrap(5) : Standby System(n2) is a Enable.
check     100 s   n1 holds
never     n1: CStrap
never     two hold for more than 60 s
