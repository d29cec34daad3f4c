# The switch reboots: both cables are out, and both ports forward late. As soon as the two hear
# each other one of them claims, and nobody waits for the detection time.
given     interval 1 s
given     count 3
0 s       start both
0 s       port n1 forwards 1.5 s late
0 s       port n2 forwards 1.5 s late
30 s      unplug n1
30 s      unplug n2
45 s      plug n1
45.1 s    plug n2
check     46.5 s  nobody holds
check     47.05 s n1 holds
never     two hold
never     n1: split brain
