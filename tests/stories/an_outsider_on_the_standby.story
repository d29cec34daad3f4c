# Somebody adds the F-IP on the standby: it is told, and removed at once.
0 s       start both
check     30 s    n1 holds
40 s      outsider on n2
expect    40.1 s  n2: somebody else set F-IP
expect    52 s    n2: no F-IP that somebody else set is left
count     n2 splitBrain 0
count     n1 splitBrain 0
count     n2 outsider 1
count     moves 0
never     two answer for more than 10 ms
