# Two nodes configured standby: one of them serves all the same.
given     n1 role standby
0 s       start both
check     2 s     n1 holds
check     120 s   n1 holds
