# The lease ran out while fipd slept: that is not somebody who removed the F-IP.
0 s       start both
5 s       freeze n1
12.5 s    thaw n1
check     13 s    n1 standby
check     15 s    n2 holds
never     n1: put back
never     two hold
