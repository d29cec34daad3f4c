# A planned restart within the lease does not forget that the operator put the F-IPs there.
given     failback_delay 3 s
0 s       start both
10 s      switchover n1
20 s      stop n2 to restart
20.5 s    start n2
check     60 s    n2 holds
count     moves 1
