# The taker freezes 5 ms after the grant with its last word lost.
0 s       start both
5 s       switchover n1
5.005 s   freeze n2
check     20 s    n1 holds
25 s      thaw n2
check     30 s    n1 holds
check     30 s    n2 standby
never     two hold
