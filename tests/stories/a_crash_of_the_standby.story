# The standby dies and returns: an event on the active, nothing else.
0 s       start both
5 s       crash n2
expect    16 s    n1: peer n2 lost
check     16 s    n1 holds
20 s      boot n2
expect    21 s    n1: recovered
check     60 s    n1 holds
count     n1 roleChange 1
