# The way to the taker breaks in the middle of a handover: never a blind roll-back.
0 s       start both
5 s       delay 5 ms
6 s       switchover n2
6.003 s   cut heartbeat from n1
check     10 s    n1 holds
expect    10 s    n1: active to claiming
expect    10 s    n1: claiming to active
30 s      mend
check     40 s    n1 holds
never     two hold
