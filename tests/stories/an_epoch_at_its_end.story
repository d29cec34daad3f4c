# Both nodes have kept the highest epoch there is, as a broken peer may have said it: after the
# next partition the newer claim wins all the same, and the one after it.
0 s       epoch n1 4294967295
0 s       epoch n2 4294967295
0 s       start both
5 s       cut lan
check     20 s    n2 active
30 s      mend
check     30.6 s  n2 holds
expect    31 s    n1: active to standby
check     70 s    n1 holds
80 s      cut lan
check     95 s    n2 active
100 s     mend
check     100.6 s n2 holds
never     two hold for more than 40 s
