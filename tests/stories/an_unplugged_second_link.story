# The cable of the second link is pulled: the event says that it is unusable here.
given     links 2
0 s       start both
5 s       unplug link 2
expect    16 s    n1: link cross down
30 s      plug link 2
expect    35 s    n1: link cross up
check     40 s    n1 holds
count     moves 0
