# The heartbeats are cut while n1 is in fault and says so; by the time it serves again an
# attacker delivers what he held back. n2, to whom the segment answers, asks it once more.
0 s       start both
20 s      cut heartbeat from n2
27.1 s    strip n1
27.2 s    strip n1
27.3 s    strip n1
27.4 s    strip n1
27.5 s    strip n1
27.6 s    cut heartbeat
27.6 s    strip n1
expect    27.7 s  n1: active to fault
28 s      clear n1
check     34 s    n1 holds
check     38.5 s  n2 held
39 s      replay
check     40.5 s  n1 active
check     42 s    n1 holds
44 s      mend
check     47 s    n1 holds
never     two hold
