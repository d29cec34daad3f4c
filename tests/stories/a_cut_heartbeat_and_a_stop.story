# While the heartbeats are cut the active stops in order; the segment tells.
0 s       start both
5 s       cut heartbeat
20 s      stop n1
check     30 s    n2 holds
never     two hold
