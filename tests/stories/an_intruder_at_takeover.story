# A third host answers for the F-IP: it is not taken, and its MAC is told.
0 s       start both
5 s       crash n1
6 s       intruder appears
expect    16 s    n2: 00:00:00:00:00:66
check     30 s    n2 held
check     30 s    nobody holds
30 s      intruder goes
check     45 s    n2 holds
expect    100 s   n2: conflict is over
