# The dead n1 seems to answer: somebody does it with its MAC.  n2 cannot tell that from a cut
# heartbeat, so it takes nothing by itself, and not at --force either; only whoever vouches
# that n1 is off can say more than the segment does.
0 s       start both
14 s      liar answers as n1
15 s      crash n1
expect    26 s    n2: held: the silent peer still answers for an F-IP (MAC 00:00:00:00:00:01)
30 s      switchover n2 forced
expect    32 s    n2: refused: the silent peer still answers
check     50 s    n2 held
60 s      switchover n2 vouched
expect    60.1 s  n2: the operator vouched that the peer is off
check     60.1 s  n2 active
never     two hold
