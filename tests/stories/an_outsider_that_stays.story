# The kernel would remove another address with the F-IP that an outsider set on n1: it stays and is told.  n1 says that
# it holds nothing, so n2, which comes first by its epoch, does not wait for ever.
given     interval 1 s
given     count 3
given     failback_delay 20 s
0 s       start both
10 s      switchover n1
20 s      kill n1
20 s      kill n2
30 s      forget n1
30 s      outsider on n1 bound
30 s      start both
expect    30.1 s  n1: the kernel would remove another address with it
check     38 s    n2 holds
check     40 s    n1 standby
45 s      outsider leaves n1
expect    56 s    n1: no F-IP that somebody else set is left
