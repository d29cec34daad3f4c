# The preferred node remembers a higher epoch than the peer that serves: it waits, goes home.
# (Found by the simulator.)
0 s       start n1
15 s      crash n1
20 s      boot n1
35 s      crash n1
40 s      start n2
check     60 s    n2 holds
60 s      boot n1
check     75 s    n1 standby
check     75 s    n2 holds
check     85 s    n1 holds
