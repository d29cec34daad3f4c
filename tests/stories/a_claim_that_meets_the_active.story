# A node that was cut off asks the segment when it hears the active again: it steps back.
0 s       cut lan
0 s       start n1
20 s      start n2
30.3 s    mend
check     34 s    n1 holds
check     34 s    n2 standby
count     n2 failover 0
