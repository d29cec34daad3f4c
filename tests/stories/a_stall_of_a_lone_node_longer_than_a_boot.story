# Stopped for longer than the detection time, a lone node may have missed a whole life of the peer.
given     interval 1 s
given     count 3
given     failback manual
0 s       start both
5 s       crash n1
20 s      freeze n2
20.1 s    boot n1
24.5 s    thaw n2
check     25 s    n1 holds
check     25 s    n2 standby
never     two hold
