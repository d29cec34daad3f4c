# The original cannot move the F-IPs by hand: there and back there is no line of it.
0 s       start both
5 s       switchover n1
check     120 s   n2 holds
120 s     switchover n1
check     121 s   n1 holds
# The same to a node that is in maintenance and back.
130 s     set n2 maintenance on
140 s     set n2 maintenance off
check     170 s   n1 holds
never     n1: CStrap
never     n2: CStrap
never     two hold
