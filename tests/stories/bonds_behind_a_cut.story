# The whole segment is cut, both are on bonds that balance, and each becomes active; a port
# fails over meanwhile.  When it heals one gives way at once (as in a_partition).
0 s       bond n1 balances
0 s       port n1 17 joins
0 s       port n2 18 joins
0 s       start both
5 s       cut lan
check     16 s    n2 active
check     16 s    n1 active
20 s      bond n1 fails over
20 s      bond n2 fails over
30 s      mend
expect    32 s    n1: active to standby: peer n2 is active too
check     32 s    n2 holds
check     55 s    n1 holds
count     n1 addressConflict 0
count     n2 addressConflict 0
never     two hold for more than 300 ms
