# As by `systemctl restart networking`: the active's link is down for a moment, and passes frames
# a little later. It holds nothing then, and says so until the peer has heard it.
0 s       start both
0 s       port n1 forwards 300 ms late
20.1 s    unplug n1
20.2 s    plug n1
expect    21 s    n1: fault to standby
check     22 s    n2 holds
check     60 s    n1 holds
count     moves 2
never     n1: failover
never     two hold
never     nobody holds for more than 1.3 s
