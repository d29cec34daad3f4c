# The reference dies, and one node notices a beat before the other: that is no reason to move.
# (Found by the simulator.)
given     references on
0 s       start n2
0.333 s   start n1
48.251 s  reference dies
check     70 s    n1 holds
70 s      reference beside both
check     90 s    n1 holds
count     moves 0
