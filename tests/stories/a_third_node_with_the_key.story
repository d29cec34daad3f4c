# A node that is not of the pair, but has its key, speaks to n1: both tell it, nothing moves, and both tell its end.
0 s       start both
20 s      third speaks to n1
expect    20.5 s  n1: third node: one, which is not the peer, speaks to this node with the key of this pair
expect    23 s    n2: third node: one with the key of this pair speaks to peer n1
60 s      third goes
check     69 s    n1 active
count     n1 thirdNodeEnd 0
expect    125 s   n1: no third node has the key
expect    135 s   n2: no third node has the key
check     140 s   n1 holds
count     n1 thirdNode 1
count     n2 thirdNode 1
count     n1 thirdNodeEnd 1
count     n2 thirdNodeEnd 1
count     moves 0
