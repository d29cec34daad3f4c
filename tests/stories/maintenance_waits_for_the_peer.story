# The peer comes up only later: then it takes the F-IPs from the node in maintenance.
0 s       start n1
20 s      set n1 maintenance on
check     40 s    n1 holds
40 s      start n2
check     43 s    n2 holds
never     two hold
