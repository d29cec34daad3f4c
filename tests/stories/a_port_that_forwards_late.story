# The switch gives the carrier back at once and passes frames two seconds later: what was not
# heard meanwhile is no silence, so the node that was cut off does not claim.
given     interval 1 s
given     count 3
given     failback_delay 1 s
0 s       start both
0 s       port n1 forwards 2 s late
30 s      unplug n1
expect    31 s    n1: active to fault
check     34 s    n2 holds
40 s      plug n1
expect    41 s    n1: fault to standby
check     42 s    n2 holds
check     46 s    n1 holds
count     moves 2
never     n1: failover
never     n1: split brain
never     n2: split brain
never     two hold
never     nobody holds for more than 3.1 s
