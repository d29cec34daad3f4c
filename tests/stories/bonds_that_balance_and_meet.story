# Both became active behind a cut, and what joins again is only the segment.  What either
# says there leaves from any port of its bond and is the peer's: a split brain, and no
# third host.
0 s       bond n1 balances
0 s       port n1 17 joins
0 s       bond n2 balances
0 s       port n2 18 joins
0 s       start both
5 s       cut lan
5 s       cut heartbeat
check     20 s    n1 active
check     20 s    n2 active
30 s      mend lan
expect    32 s    n1: split brain: this node and peer n2 are both active
expect    32 s    n2: split brain: this node and peer n1 are both active
60 s      mend
expect    60.1 s  n1: split brain is over
expect    60.1 s  n2: split brain is over
check     70 s    n2 holds
count     n1 addressConflict 0
count     n2 addressConflict 0
never     two hold for more than 31 s
