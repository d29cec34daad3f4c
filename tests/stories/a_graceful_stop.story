# fipd stops in order: the standby takes over first, as in every planned move.
0 s       start both
5 s       stop n1
expect    5.1 s   n2: standby to active: peer n1 stopped
expect    5.1 s   n1: active to standby: fipd stops
check     5.1 s   n2 holds
expect    5.6 s   n1: stopped
expect    5.6 s   n2: left in good order
count     n2 failover 1
count     moves 1
never     two hold
never     nobody holds for more than 10 ms
