# The stalled active and the deaf standby probe at the same time: only one may find silence.
# (Found by the explorer.)
0 s       start both
14 s      cut heartbeat from n1
16 s      freeze n1
22 s      thaw n1
30 s      mend
check     40 s    n1 holds
never     two hold
