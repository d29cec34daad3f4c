# The faster of two nodes does not ask a slower one between its beats.
# (Found by the simulator.)
given     n1 interval 1 s
given     n1 count 10
0 s       start both
check     100 s   n1 holds
count     n1 sent at most 110
count     n2 sent at most 60
