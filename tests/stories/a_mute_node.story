# The active goes mute: nothing that it sends arrives anywhere, and it hears all. The standby
# takes over as from a silent one, and the mute node, which hears that, lets go at once; it
# goes on hearing the other one, however long it lasts, and claims nothing.
given     interval 1 s
given     count 3
given     failback_delay 1 s
0 s       start both
30 s      cut lan from n1
expect    34 s    n2: standby to active
check     34.1 s  n2 holds
check     120 s   n2 holds
130 s     mend
check     145 s   n1 holds
never     two hold for more than 1.6 s
never     n1: failover
count     moves 2
