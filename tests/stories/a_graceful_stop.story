# fipd stops in order: the standby need not wait.
0 s       start both
5 s       stop n1
expect    5.1 s   n1: stopped
expect    5.1 s   n2: lost: it said that it stops
expect    5.1 s   n2: standby -> active: peer n1 stopped
check     5.1 s   n2 holds
count     n2 failover 1
