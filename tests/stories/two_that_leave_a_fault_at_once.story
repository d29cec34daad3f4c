# Both kernels refuse and obey again at the same moments: each has just heard that the other is in
# fault, and neither may take that for a word about now.
given     n1 interval 2000 ms
given     n1 count 5
given     n1 failback_delay 1863 ms
given     n1 links 1
given     n2 interval 2000 ms
given     n2 count 5
given     n2 failback_delay 1863 ms
given     n2 links 1
0.000000 s  seed 1003329695
0.000000 s  clock n1 493 ppm
0.000000 s  clock n2 202 ppm
0.000000 s  leases end 286.641 ms late
0.000000 s  neighbors last 3477.489 ms
0.000000 s  start n1
1.154979 s  start n2
19.069369 s  switchover n1
21.603526 s  kill n1
22.102148 s  start n1
23.684887 s  refuse n2
24.572898 s  unplug n1
24.586090 s  refuse n1
24.756714 s  set n1 fips other
25.628480 s  replay
26.909532 s  strip n1
27.085433 s  plug n1
27.452198 s  unplug n2
29.154540 s  plug n2
32.373097 s  set n1 fips same
34.343274 s  obey n2
36.154967 s  obey n1
36.154967 s  mend
check     62.154967 s  one holds
never two hold for more than 0.000 ms
