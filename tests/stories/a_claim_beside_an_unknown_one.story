# Two nodes that never heard each other and have different intervals claim at the same time.
# The last probe of the slower one is lost; the faster one has learned its pace from the others,
# also from those before its own claim.
given     n2 interval 900 ms
given     n2 count 5
0 s       cut heartbeat
0.01 s    start n1
5.03 s    start n2
10.6 s    loss 100
10.62 s   loss 0
check     20 s    n1 holds
never     two hold
