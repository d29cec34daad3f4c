# The same as a_restart_unseen_by_a_boot, but the node that boots has its own cable out for a
# moment: what it does not know, it does not know in standby either.
given     interval 100 ms
given     count 3
given     failback manual
0 s       start n2
10 s      start n1
12 s      crash n1
12.01 s   stop n2 to restart
12.04 s   boot n1
12.1 s    unplug n1
12.15 s   plug n1
12.3 s    unplug n2
12.7 s    plug n2
13 s      start n2
check     13.5 s  n2 active
check     13.5 s  n1 standby
never     two hold
