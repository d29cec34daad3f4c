# The active is upgraded, and upgraded again: restarts that it announces are no reboot loop, so
# after a crash it gets the F-IPs back as ever.
given     failback_delay 5 s
0 s       start both
5 s       stop n1 to restart
7 s       start n1
15 s      stop n1 to restart
17 s      start n1
25 s      stop n1 to restart
27 s      start n1
check     40 s    n1 holds
count     moves 0
41 s      crash n1
55 s      boot n1
check     80 s    n1 holds
never     n2: refused
