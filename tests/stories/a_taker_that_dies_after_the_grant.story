# The taker dies right after the grant: the giver asks the segment and serves again.
0 s       start both
5 s       delay 5 ms
20 s      switchover n1
20.012 s  crash n2
check     24 s    n1 holds
never     two hold
