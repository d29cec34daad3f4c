# While a virtual machine stood still with its clock, the peer served for a moment and died:
# the caches that followed it are told again.  (Found by the simulator.)
0 s       start both
20 s      pause n1 with its clock
32 s      crash n2
34 s      boot n2
40 s      unpause n1
check     44 s    n1 holds
check     44 s    cache n1
