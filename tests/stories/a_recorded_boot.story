# What a recording tells is played as it was: n1 boots alone, 5,000 s after its host.
0 s       with n1 settings enabled 1 preferred 1 automatic_failback 1 node 1 count 5 links 1
0 s       with n1 settings interval_ms 2000 failback_delay_ms 20000
0 s       live n1 now_us 5000000000 incarnation 42 epoch 3
0 s       hear n1 interface up 1
2 s       hear n1 deadline
4 s       hear n1 deadline
6 s       hear n1 deadline
8 s       hear n1 deadline
10 s      hear n1 deadline
10.15 s   hear n1 deadline
10.3 s    hear n1 deadline
10.45 s   hear n1 deadline
10.6 s    hear n1 deadline
10.75 s   hear n1 deadline
10.75 s   hear n1 held
expect    10.75 s n1: initial to active: peer n2 silent
check     10.75 s n1 active
count     n1 failover 0
