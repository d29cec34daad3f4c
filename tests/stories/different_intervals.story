# One node is set slower: the other waits for the longer time, nothing moves by itself.
0 s       start both
5 s       set n1 interval 10 s
check     100 s   n1 holds
check     100 s   n2 standby
100 s     crash n1
check     139 s   nobody holds
check     152 s   n2 holds
