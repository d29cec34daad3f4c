# n1's cable is back and its port does not pass frames yet.  What n2 said before, that it
# is a standby, is old, and nobody can answer a probe.  (Found by the simulator.)
given     failback_delay 3213 ms
0 s       port n1 forwards 3.12 s late
0 s       port n2 forwards 2.81 s late
0 s       start n1
0.912 s   start n2
23.924 s  switchover n1
39.296 s  crash n1
41.039 s  real ip n2 gone
52.709 s  boot n1
54.2 s    real ip n2 back
59.589 s  unplug n1
66.35 s   plug n1
check     85 s    one holds
never     two hold
