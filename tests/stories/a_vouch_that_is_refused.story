# A peer that has just spoken is not off, whoever says so.
0 s       start both
20 s      switchover n2 vouched
expect    20.5 s  n2: refused: the peer is heard, so it is not off
21 s      switchover n1 vouched
expect    21.5 s  n1: refused: the F-IPs are in this node's kernel already
22 s      set n2 maintenance on
24 s      crash n1
33 s      switchover n2 vouched
expect    33.5 s  n2: refused: this node is in maintenance
check     40 s    nobody holds
check     40 s    n2 standby
