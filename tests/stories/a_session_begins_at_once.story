# A node that boots is heard, and hears, within two round trips: no beat is waited for.
0 s       start both
15 s      crash n2
40.1 s    boot n2
check     40.11 s n2 standby
expect    40.11 s n1: recovered
