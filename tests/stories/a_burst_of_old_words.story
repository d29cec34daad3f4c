# Words that waited on the way come late and at once: one of the two gives way, not both.
given     links 1
0 s       start both
5 s       cut lan
19000 ms  delay 1000 ms
19000 ms  mend
19250 ms  delay 750 ms
19500 ms  delay 500 ms
19750 ms  delay 250 ms
20 s      delay 1 ms
check     20500 ms n2 holds
check     60 s    n1 holds
never     n2: does not hear this node
never     two hold for more than 20 s
