# A node dies and comes back with another card, unseen: what is said to a silent peer goes
# by ARP as well, so it is found again.
0 s       start both
10 s      crash n2
20 s      card n2 9
30 s      boot n2
expect    32 s    n1: peer n2 recovered
check     40 s    n1 holds
check     40 s    n2 standby
40 s      crash n1
50 s      card n1 8
expect    55 s    n2: standby to active
60 s      boot n1
check     90 s    n1 holds
