# outsiders: tell.  The F-IP is in the network configuration of both nodes: nothing is removed, both tell it, and one
# of them, which comes first, is active all the same.
given     interval 1 s
given     count 3
given     outsiders tell
0 s       outsider on n1
0 s       outsider on n2
0 s       start both
expect    100 ms  n1: as the setting outsiders says
expect    100 ms  n2: as the setting outsiders says
check     8 s     n1 holds
check     8 s     n2 standby
20 s      set n2 outsiders remove
expect    31 s    n2: no F-IP that somebody else set is left
never     n1: no F-IP that somebody else set is left
