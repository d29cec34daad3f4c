# The kernel's results come half a second late: takeover and handover wait for them.
0 s       start both
5 s       slow n1 500 ms
5 s       slow n2 500 ms
20 s      switchover n1
check     23 s    n2 holds
40 s      crash n2
check     52 s    n1 holds
never     two hold
