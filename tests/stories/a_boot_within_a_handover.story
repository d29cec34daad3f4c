# The taker dies before the grant and is back within the second that the giver waits.
0 s       start both
5 s       delay 5 ms
20 s      switchover n1
20.012 s  crash n2
20.2 s    boot n2
check     20.3 s  n1 releasing
check     20.3 s  n2 standby
check     25 s    n1 holds
never     two hold
