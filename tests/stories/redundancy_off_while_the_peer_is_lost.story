# Redundancy is switched off and on while the peer is lost: its return is told all the same.
# (Found by the simulator.)
0 s       start both
10 s      crash n1
25 s      set n2 redundancy off
30 s      set n2 redundancy on
60 s      boot n1
expect    61 s    n2: recovered
count     n2 peerLost 1
count     n2 peerRecovered 1
