# keepalived, or a file of the network configuration, left the F-IP on the preferred node, whose epoch is the lower one.
# Both start: n1 removes it, and n2, which met its answers, does not wait for ever.
given     interval 1 s
given     count 3
given     failback_delay 20 s
0 s       start both
10 s      switchover n1
20 s      kill n1
20 s      kill n2
30 s      forget n1
30 s      outsider on n1
30 s      start n2
30.5 s    start n1
expect    30.6 s  n1: somebody else set F-IP
check     38 s    one holds
check     70 s    n1 holds
never     two answer for more than 10 ms
