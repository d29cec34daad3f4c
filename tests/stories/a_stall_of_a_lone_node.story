# Nobody else is there when the active is stopped for 0.9 of the detection time: it takes its
# F-IPs back after one round of probes.
given     interval 1 s
given     count 3
0 s       start both
5 s       crash n1
20 s      freeze n2
22.7 s    thaw n2
check     22.7 s  nobody holds
expect    23.1 s  n2: active to initial: this node was stopped
check     23.1 s  n2 holds
never     two hold
