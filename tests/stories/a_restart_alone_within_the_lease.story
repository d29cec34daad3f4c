# The same while the peer is dead: the F-IPs stay, nobody is asked in vain.
0 s       start n1
12 s      kill n1
14 s      start n1
check     20 s    n1 holds
check     23.9 s  n1 holds
expect    25 s    n1: initial to active
check     40 s    n1 holds
