# The route to the subnet goes on the active: a fault within a beat, and back when it is back.
# Over a second link the peer hears of it at once.
given     interval 1 s
given     count 3
given     failback_delay 1 s
given     links 2
0 s       start both
20 s      route n1 gone
expect    20.8 s  n1: active to fault: the route to the subnet
check     21.3 s  n2 holds
30 s      route n1 back
expect    30.1 s  n1: fault to standby
check     40 s    n1 holds
count     moves 2
never     two hold
never     nobody holds for more than 1.3 s
