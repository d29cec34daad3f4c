# Two nodes that booted apart ask the segment when they meet: the one that loses steps back.
0 s       cut lan
0 s       start n2
0.5 s     start n1
10.3 s    mend
check     14 s    n1 holds
check     14 s    n2 standby
