# The heartbeats are cut, n1 sleeps for less than is dangerous, and meanwhile somebody removes
# its F-IPs: n2 finds the segment silent and claims. Woken, n1 asks before it puts them back.
0 s       start both
20 s      cut heartbeat
27 s      freeze n1
27.5 s    strip n1
30.5 s    thaw n1
check     33 s    n2 holds
check     40 s    n2 holds
40 s      mend
check     55 s    one holds
never     two hold
