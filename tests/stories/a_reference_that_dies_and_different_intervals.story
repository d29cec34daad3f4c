# The reference dies, and the faster node waits for the slower one to notice it, too.
# (Found by the simulator.)
given     references on
given     n1 interval 1 s
given     n1 count 10
0 s       start both
58.272 s  reference dies
62 s      reference beside both
check     80 s    n1 holds
count     moves 0
