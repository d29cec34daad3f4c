# A cable that comes and goes moves the F-IPs once, not at every turn.
given     failback_delay 20 s
0 s       start both
5 s       unplug n1
16 s      plug n1
20 s      unplug n1
24 s      plug n1
30 s      unplug n1
34 s      plug n1
check     50 s    n2 holds
check     60 s    n1 holds
count     n2 failover 1
never     two hold
