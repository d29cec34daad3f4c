# An unwell active meets its peer anew on two links. On one of them it still speaks version 1, which
# cannot say why it invites: what it says on the other one counts, so the F-IPs may go home.
given     n1 interval 2000 ms
given     n1 count 5
given     n1 failback_delay 4562 ms
given     n1 links 2
given     n2 interval 2000 ms
given     n2 count 5
given     n2 failback_delay 4562 ms
given     n2 links 2
0.000000 s  outsider on n2 bound
0.000000 s  seed 314702772
0.000000 s  clock n1 -369 ppm
0.000000 s  clock n2 455 ppm
0.000000 s  leases end 265.494 ms late
0.000000 s  neighbors last 5874.211 ms
0.000000 s  port n1 forwards 1123.170 ms late
0.000000 s  port n2 forwards 3440.041 ms late
0.000000 s  start n1
1.166152 s  start n2
9.248220 s  outsider leaves n2
29.810220 s  loss 0
29.810220 s  duplicate 0
31.707494 s  kill n2
32.514068 s  unwell n1
32.983491 s  start n2
35.881317 s  liar answers as n2
37.270699 s  unwell n1
38.323223 s  well n1
48.036031 s  liar goes
60.370015 s  well n1
60.370015 s  loss 0
60.370015 s  duplicate 0
60.370015 s  spike 0 of 1.000 ms
60.370015 s  mend
60.370015 s  well n1
60.370015 s  well n2
check     98.494015 s  n1 holds
