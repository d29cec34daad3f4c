# One link carries only one way: a state of its own, told by the side that hears.
given     links 2
0 s       start both
5 s       cut link 2 from n1
expect    20 s    n1: link cross down: peer n2 is heard there but does not hear this node
expect    20 s    n2: link cross down: peer n1 silent
check     60 s    n1 holds
60 s      mend
expect    65 s    n1: link cross up
check     65 s    n1 holds
count     moves 0
