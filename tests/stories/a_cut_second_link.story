# The second link is cut: an event of its own on both nodes, told once, and nothing else.
given     links 2
0 s       start both
5 s       cut link 2
expect    16 s    n1: link cross down
expect    16 s    n2: link cross down
60 s      mend
expect    65 s    n1: link cross up
expect    65 s    n2: link cross up
check     70 s    n1 holds
count     n1 linkDown 1
count     n1 linkUp 1
count     n1 peerLost 0
count     n1 roleChange 1
