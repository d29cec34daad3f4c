# Somebody on the segment asks for the F-IP in the name of the dead n1, again and again: each
# time n2 begins its own asking anew.  Within two detection times that is an alarm with his
# MAC, and the operator, who knows that n1 is off, has a way out.
0 s       start both
14 s      liar asks as n1 each 400 ms
15 s      crash n1
expect    35 s    n2: address conflict: the peer's MAC keeps asking for an F-IP and takes none (MAC 00:00:00:00:00:01)
check     35 s    n2 held
40 s      switchover n2 forced
expect    41 s    n2: refused: the peer's MAC keeps asking
check     41 s    n2 held
60 s      switchover n2 vouched
check     60.1 s  n2 active
never     two hold
