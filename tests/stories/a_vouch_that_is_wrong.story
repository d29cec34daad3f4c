# He vouches, and n1 is not off: only its heartbeats are cut.  Both have the F-IP until n1 is
# heard again; then the newer claim keeps it.
0 s       start both
14 s      cut heartbeat
30 s      switchover n2 vouched
check     31 s    n2 active
expect    35 s    n2: split brain
40 s      mend
check     41 s    n2 holds
never     two hold for more than 10.5 s
