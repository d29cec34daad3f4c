# The reference itself dies: that both miss it is no reason to move.
given     references on
0 s       start both
20 s      reference dies
check     60 s    n1 holds
60 s      reference beside both
check     70 s    n1 holds
count     moves 0
