# The standby slept for a while, long ago: its takeover is as fast as any.
0 s       start both
5 s       freeze n2
13 s      thaw n2
100 s     crash n1
check     112 s   n2 holds
count     n2 failover 1
