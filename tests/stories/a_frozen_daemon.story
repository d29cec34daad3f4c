# fipd is stopped (SIGSTOP): the same, and when it goes on it asks before it acts.
0 s       start both
4 s       freeze n1
check     12 s    nobody holds
check     15 s    n2 holds
20 s      thaw n1
expect    20.1 s  n1: active to initial: this node was stopped
check     21 s    n1 standby
check     21 s    n2 holds
check     45 s    n1 holds
never     two hold
never     n1: split brain
