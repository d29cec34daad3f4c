# Two bonds that balance ask the segment at the same time, from whichever port: only one may
# find silence (as in two_claims_at_once).
0 s       bond n1 balances
0 s       port n1 17 joins
0 s       port n1 33 joins
0 s       bond n2 balances
0 s       port n2 18 joins
0 s       port n2 34 joins
0 s       start both
14 s      cut heartbeat from n1
16 s      freeze n1
22 s      thaw n1
30 s      mend
check     40 s    n1 holds
count     n1 addressConflict 0
count     n2 addressConflict 0
never     two hold
