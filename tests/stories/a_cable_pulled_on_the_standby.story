# The standby's cable is pulled: it must not take what it cannot serve.
0 s       start both
5 s       unplug n2
check     30 s    n2 fault
check     30 s    n1 holds
30 s      plug n2
check     33 s    n2 standby
check     40 s    n1 holds
never     n2: to active
never     two hold
