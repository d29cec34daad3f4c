# Two are active, and the one that should give way hears nothing: the winner gives way.
0 s       start both
5 s       cut lan
20 s      freeze n1
28 s      thaw n1
check     45 s    n1 active
check     45 s    n2 active
60 s      cut heartbeat from n1
60 s      mend lan
check     63 s    n2 holds
check     63 s    n1 standby
never     two hold for more than 2600 ms
