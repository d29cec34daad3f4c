# A node whose cable is out is an alarm in itself, which ends as soon as it can serve again.
0 s       start both
10 s      unplug n1
expect    10.1 s  n1: out of service, role is fault: the interface of the F-IPs is down or missing
30 s      plug n1
expect    30.1 s  n1: in service again, role is standby
check     90 s    n1 holds
