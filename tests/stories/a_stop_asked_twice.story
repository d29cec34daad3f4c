# The operator stops the active and stops it again: it gives the F-IPs up at once and says so.
0 s       start both
5 s       stop n1
5 s       stop n1
expect    5.1 s   n1: stopped
expect    5.1 s   n2: left in good order
expect    5.1 s   n2: standby to active: peer n1 stopped
check     5.1 s   n2 holds
count     n2 failover 1
never     two hold
