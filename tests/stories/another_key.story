# The peer's datagrams have a wrong seal: silent, and the event says why.
0 s       start both
20 s      cut heartbeat
20 s      unauthentic n1 link 1
20 s      unauthentic n2 link 1
expect    35 s    n1: wrong seal
expect    35 s    n2: wrong seal
check     60 s    n1 holds
check     60 s    n2 held
60 s      mend
check     65 s    n2 standby
count     moves 0
