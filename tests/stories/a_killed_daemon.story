# fipd is killed: the kernel's lease ends before the standby takes over.
0 s       start both
4 s       kill n1
check     8.5 s   n1 holds
check     12 s    nobody holds
expect    15 s    n2: standby to active: peer n1 silent
check     15 s    n2 holds
never     two hold
