# The holder restarts as planned, with its F-IPs in its kernel; its peer boots meanwhile, knows
# nothing of it, and asks a segment from which the holder's cable is out just then.
given     interval 100 ms
given     count 3
given     failback manual
0 s       start n2
10 s      start n1
12 s      crash n1
12.01 s   stop n2 to restart
12.04 s   boot n1
12.3 s    unplug n2
12.4 s    plug n2
13 s      start n2
check     13.5 s  n2 active
check     13.5 s  n1 standby
never     two hold
