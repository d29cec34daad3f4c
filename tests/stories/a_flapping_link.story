# The heartbeats of the only link come and go every few seconds: nothing moves.
0 s       start both
5 s       cut heartbeat
10 s      mend
12 s      cut heartbeat
20 s      mend
21 s      cut heartbeat
29 s      mend
30 s      cut heartbeat from n1
38 s      mend
check     60 s    n1 holds
count     moves 0
never     n2: standby ->
