# The heartbeats are cut and the segment loses one frame in twenty: the holder is still found.
0 s       start both
5 s       loss 5
5 s       cut heartbeat
check     605 s   n1 holds
count     moves 0
never     two hold
