# The grant arrives after the window of its request: not used, the giver serves again.
0 s       start both
5 s       delay 600 ms
20 s      switchover n2
check     30 s    n1 holds
check     60 s    n1 holds
never     two hold
