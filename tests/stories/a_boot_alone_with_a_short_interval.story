# One node alone is active within the detection time and a second.
given     interval 1 s
given     count 3
0 s       start n2
check     3.7 s   nobody holds
check     3.8 s   n2 holds
