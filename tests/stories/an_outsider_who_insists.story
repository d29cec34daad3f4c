# An outsider adds the F-IP again and again: one removal a second, one alarm for all of it.
given     interval 100 ms
given     count 3
given     failback_delay 1 s
0 s       start both
20 s      outsider on n2
20.1 s    outsider on n2
20.5 s    outsider on n2
21.5 s    outsider on n2
22.5 s    outsider on n2
expect    22.6 s  n2: somebody else set F-IP
check     25 s    n1 holds
never     n1: split brain
expect    35 s    n2: no F-IP that somebody else set is left
count     n2 outsider 1
count     n2 outsiderEnd 1
never     two answer for more than 2.6 s
