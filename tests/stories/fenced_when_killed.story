# 100 ms x 3: a killed active loses the F-IPs to its fence before the standby takes them.
given     interval 100 ms
given     count 3
given     failback_delay 1 s
0 s       start both
5 s       kill n1
check     5.2 s   nobody holds
check     5.35 s  n2 holds
never     two hold
