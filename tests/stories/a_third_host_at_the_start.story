# A third host has the F-IP when the pair starts: nobody takes it, its MAC is told.
0 s       intruder appears
0 s       start both
expect    20 s    n1: 00:00:00:00:00:66
check     20 s    nobody holds
30 s      intruder goes
check     45 s    n1 holds
never     two hold
