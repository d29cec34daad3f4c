# While the heartbeats are cut, the active's fipd dies: claimed when the segment is quiet.
0 s       start both
5 s       cut heartbeat
check     20 s    n2 held
20 s      kill n1
check     28 s    nobody holds
expect    36 s    n2: held to active
check     36 s    n2 holds
never     two hold
