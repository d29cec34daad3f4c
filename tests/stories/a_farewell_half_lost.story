# A pulled cable is told on the second link three times: one word may be lost.
# (Found by the simulator.)
given     links 2
0 s       start both
0 s       seed 6
10 s      loss 30
10 s      unplug n1
check     10.1 s  n2 holds
never     two hold
