# The power fails for both; the one that is back first serves, the preferred one follows.
0 s       start both
20 s      crash n1
20 s      crash n2
60 s      boot n2
check     74 s    n2 holds
100 s     boot n1
check     101 s   n1 standby
check     125 s   n1 holds
check     125 s   cache n1
never     two hold
