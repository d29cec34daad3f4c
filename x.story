# seed 2086172 (storm): two held the F-IPs for 1377.896 ms, allowed are 0.000
given     n1 interval 2000 ms
given     n1 count 5
given     n1 failback_delay 3213 ms
given     n1 links 1
given     n2 interval 2000 ms
given     n2 count 5
given     n2 failback_delay 3213 ms
given     n2 links 1
0.000000 s  seed 200569762
0.000000 s  clock n1 225 ppm
0.000000 s  clock n2 -13 ppm
0.000000 s  leases end 195.731 ms late
0.000000 s  neighbors last 948.263 ms
0.000000 s  port n1 forwards 3119.655 ms late
0.000000 s  port n2 forwards 2814.205 ms late
0.000000 s  start n1
0.912053 s  start n2
19.213000 s  spike 7 of 0.341 ms
19.213000 s  loss 0
19.213000 s  duplicate 0
23.923561 s  switchover n1
25.150387 s  replay 26
39.296102 s  crash n1
40.340453 s  reference dies
41.039328 s  real ip n2 gone
42.951523 s  liar is n1
43.723572 s  reference beside both
44.917815 s  cut heartbeat
45.164543 s  mend
52.708911 s  boot n1
54.199741 s  real ip n2 back
59.589128 s  unplug n1
66.350397 s  plug n1
68.845670 s  replay 26
69.213000 s  loss 0
69.213000 s  duplicate 0
69.213000 s  spike 0 of 1.000 ms
69.213000 s  mend
check     84.213000 s  one holds
never two hold for more than 0.000 ms
1 schedules (0 noise, 0 single fault, 1 storm, 0 tempest): 0.0 years of two nodes, 290 datagrams, 21 of 78 rules needed, 1 violations
0 passed, 1 failed
