# The active stands still with its clock; the standby claims, finds it active and deaf when it
# goes on, and gives way unheard. The segment was told of the claim: it must be told again.
0 s       start both
20 s      pause n1 with its clock
40 s      cut heartbeat from n2
50 s      unpause n1
check     54 s    n1 active
check     54 s    n2 standby
54.5 s    mend
check     57 s    cache n1
count     n1 peerLost 0
never     two hold for more than 1.6 s
