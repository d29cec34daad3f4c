# The active's fipd gets the CPU up to 1.5 s late: nothing moves.
0 s       start both
5 s       starve n1 1.5 s
check     300 s   n1 holds
count     moves 0
never     n1: active ->
never     n2: standby ->
never     nobody holds for more than 0 ms
