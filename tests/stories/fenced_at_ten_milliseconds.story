# 10 ms x 3: a frozen active loses the F-IPs to its fence before the standby takes them.
given     interval 10 ms
given     count 3
given     failback_delay 1 s
0 s       start both
5 s       freeze n1
check     5.02 s  nobody holds
check     5.035 s n2 holds
8 s       thaw n1
check     8.1 s   n2 holds
check     12 s    n1 holds
never     two hold
