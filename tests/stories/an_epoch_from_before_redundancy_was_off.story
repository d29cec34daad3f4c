# n2 stands still with its clock while it is active. n1, whose redundancy was off for a moment,
# claims above what it knew of n2 before, so that n2 learns that the segment was told of n1.
0 s       start both
15 s      switchover n2
25 s      pause n2 with its clock
27 s      set n1 redundancy off
28 s      set n1 redundancy on
45 s      freeze n1
55 s      unpause n2
56 s      thaw n1
check     65 s    n2 holds
check     65 s    cache n2
