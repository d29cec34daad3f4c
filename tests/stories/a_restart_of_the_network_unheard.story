# The same while the node that comes back does not hear its peer: it may soon take it for silent and
# claim, so its word that it holds nothing spares no probes.
0 s       start both
20.05 s   cut heartbeat from n2
20.1 s    unplug n1
20.2 s    plug n1
check     20.9 s  nobody holds
check     21 s    n2 holds
30 s      mend
check     60 s    n1 holds
never     two hold
