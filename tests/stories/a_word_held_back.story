# The heartbeats are cut while n1 is in fault and says so; by the time it serves again an
# attacker delivers what he held back. n2, to whom the segment answers, asks it once more.
0 s       start both
20 s      cut heartbeat from n2
21 s      unplug n1
24 s      cut heartbeat
26 s      plug n1
check     34 s    n1 holds
check     34.5 s  n2 held
35 s      replay
check     36.5 s  n1 active
check     38 s    n1 holds
40 s      mend
check     43 s    n1 holds
never     two hold
