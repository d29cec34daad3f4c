# A farewell of the peer's former life, read late: the restarted peer may be active already.
given     n1 interval 10 ms
given     n1 count 3
given     n1 failback_delay 2352 ms
given     n1 links 1
given     n2 interval 100 ms
given     n2 count 3
given     n2 failback_delay 2352 ms
given     n2 links 1
0.000000 s  seed 750222439
0.000000 s  clock n1 -178 ppm
0.000000 s  clock n2 47 ppm
0.000000 s  leases end 11.170 ms late
0.000000 s  start n2
1.665074 s  start n1
6.752000 s  loss 0
6.752000 s  duplicate 0
6.859026 s  set n1 fips other
7.003209 s  replay 3
7.044693 s  set n1 fips same
7.993666 s  freeze n2
8.062918 s  switchover n1
8.069239 s  switchover n2
8.114323 s  stop n1
8.114323 s  stop n1
8.116439 s  start n1
8.121770 s  cut heartbeat from n1
8.178580 s  cut heartbeat
8.180629 s  thaw n2
8.181409 s  switchover n2
8.182924 s  mend
8.189566 s  mend
8.252000 s  loss 0
8.252000 s  duplicate 0
8.252000 s  spike 0 of 1.000 ms
8.252000 s  mend
check     13.552000 s  one holds
never two hold for more than 0.000 ms
