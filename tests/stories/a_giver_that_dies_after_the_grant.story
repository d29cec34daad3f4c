# The giver dies right after its grant: the taker serves.
0 s       start both
5 s       delay 5 ms
20 s      switchover n1
20.012 s  crash n1
check     21 s    n2 holds
never     two hold
