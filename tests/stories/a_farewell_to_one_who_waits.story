# The peer that still held the F-IPs while unheard stops in order, and that is heard: no waiting.
0 s       start both
20 s      cut heartbeat
check     40 s    n2 held
40.001 s  mend
40.001 s  stop n1
check     42 s    n2 holds
