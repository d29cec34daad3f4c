# Two nodes configured active: the order decides, the F-IPs do not wander.
given     n2 role active
0 s       start both
check     2 s     n1 holds
check     120 s   n1 holds
count     n2 failback 0
never     two hold
