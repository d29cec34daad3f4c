# fipd crashes and is back after 50 ms: nothing moves, nobody notices a gap.
0 s       start both
5 s       kill n1
5.05 s    start n1
check     30 s    n1 holds
count     moves 0
never     n2: standby ->
never     n2: lost
never     nobody holds for more than 0 ms
