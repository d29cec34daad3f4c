# Both were in fault and recover together: exactly one serves, soon.
0 s       start both
5 s       unplug n2
6 s       unplug n1
30 s      plug n2
30 s      plug n1
check     36 s    n1 holds
never     two hold
