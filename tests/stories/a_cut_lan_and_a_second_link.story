# The segment is cut, the second link is not: the peer is heard there, nothing moves.
given     links 2
0 s       start both
5 s       cut lan
expect    16 s    n1: link eth0 down
expect    16 s    n2: link eth0 down
check     60 s    n1 holds
60 s      mend
expect    65 s    n1: link eth0 up
expect    65 s    n2: link eth0 up
count     moves 0
never     n2: standby ->
never     n2: peer n1 lost
never     two hold
