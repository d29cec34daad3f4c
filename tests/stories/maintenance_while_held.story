# Maintenance is switched on while a third host has the F-IP: this node no longer waits for it.
0 s       intruder appears
0 s       start n1
check     30 s    n1 held
30 s      set n1 maintenance on
check     31 s    n1 standby
40 s      intruder goes
check     60 s    nobody holds
