# Nothing of the active reaches the standby's half of the segment: one of them gives way.
0 s       start both
5 s       cut lan from n1
check     40 s    one holds
40 s      mend
check     55 s    one holds
check     75 s    n1 holds
never     two hold for more than 2600 ms
