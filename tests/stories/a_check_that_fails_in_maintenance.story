# Maintenance is the operator's wish and comes first: the F-IPs go to an unwell peer, too. They
# come back at once when it is over, for this node is the one that is well.
0 s       start both
20 s      unwell n2
25 s      set n1 maintenance on
expect    26 s    n2: standby to active: peer n1 is in maintenance
check     60 s    n2 holds
60 s      set n1 maintenance off
check     75 s    n1 holds
75 s      set n2 maintenance on
80 s      unwell n1
check     120 s   n1 holds
count     moves 2
never     two hold
never     nobody holds for more than 50 ms
