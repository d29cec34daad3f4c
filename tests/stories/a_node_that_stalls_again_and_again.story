# The active is stopped again and again: the healthy one serves, the sleeper stays modest.
0 s       start both
5 s       freeze n1
12.5 s    thaw n1
check     15 s    n2 holds
check     15 s    n1 standby
16 s      freeze n1
24 s      thaw n1
check     25 s    n2 holds
never     two hold
