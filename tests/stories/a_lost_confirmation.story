# The taker's word that it holds the F-IPs is lost: the giver must not take them back.
0 s       start both
5 s       delay 5 ms
20 s      switchover n1
20.012 s  cut heartbeat from n2
check     40 s    n2 holds
40 s      mend
check     45 s    n2 holds
check     45 s    n1 standby
never     two hold
