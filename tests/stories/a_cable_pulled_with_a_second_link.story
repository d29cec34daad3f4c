# The active's cable is pulled: it says so on the second link, the standby need not wait.
given     links 2
0 s       start both
5 s       unplug n1
expect    5.1 s   n1: active to fault
check     5.1 s   n2 holds
20 s      plug n1
check     45 s    n1 holds
never     nobody holds for more than 50 ms
never     two hold
