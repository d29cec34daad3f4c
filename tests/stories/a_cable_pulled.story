# The active's cable is pulled: it gives the F-IPs up itself; plugged in, it asks first.
0 s       start both
5 s       unplug n1
expect    5.1 s   n1: active to fault
check     16 s    n2 holds
20 s      plug n1
check     21 s    n1 standby
check     39 s    n2 holds
check     45 s    n1 holds
never     n1: held
never     two hold
