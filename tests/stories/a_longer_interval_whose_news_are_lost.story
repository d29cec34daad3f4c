# The datagram that tells the new interval is lost: asked, the peer tells it again.
0 s       start both
5 s       cut heartbeat from n1
5.1 s     set n1 interval 60 s
6 s       mend
check     60 s    n1 holds
never     n2: lost
never     n2: standby ->
