# Both nodes wait for the end of the silence while nobody serves, and one of them is six
# times as slow: between two of its probes the other must not find a whole round silent.
given     n1 interval 12 s
given     n2 interval 2 s
given     n1 failback manual
given     n2 failback manual
0 s       start both
check     30 s   n1 holds
30 s      cut heartbeat
31 s      unplug n1
33 s      plug n1
check     110 s   one holds
never     two hold
