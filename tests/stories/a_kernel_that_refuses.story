# The standby's kernel refuses the F-IP: fault, told; the peer's return finds it free.
0 s       start both
5 s       refuse n2
5 s       crash n1
expect    16 s    n2: standby to fault: the kernel refused
check     24 s    n2 fault
30 s      boot n1
check     50 s    n1 holds
never     two hold
