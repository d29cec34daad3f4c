# As by `systemctl restart networking`: the active's interface is away for a moment, and its farewell
# is lost with it. Back again it holds nothing and lets the peer win: asked, it says so, and
# the peer need not ask the segment.
0 s       start both
20.1 s    unplug n1
20.2 s    plug n1
expect    20.3 s  n1: fault to standby
check     20.3 s  n2 holds
check     60 s    n1 holds
count     moves 2
never     n1: failover
never     two hold
never     nobody holds for more than 150 ms
