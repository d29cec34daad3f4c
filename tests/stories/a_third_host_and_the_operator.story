# A third host has the F-IP, and the operator takes it all the same.
0 s       intruder appears
0 s       start both
check     20 s    nobody holds
30 s      switchover n1 forced
check     31 s    n1 holds
