# For a while everything, probes and answers too, arrives 12 s late: that is a partition for
# as long; then one serves, the preferred one.
0 s       start both
10 s      delay 12 s
40 s      delay 200 us
check     60 s    one holds
check     90 s    n1 holds
check     90 s    cache n1
never     two hold for more than 13 s
