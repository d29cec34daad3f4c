# n2's daemon is frozen while its cable is out and back.  When it wakes it sees the state of before, and
# n1's silence is longer than the detection time; but the port of the switch passes no frame yet, so nobody
# could be heard.  (Found by the simulator.)
0 s       port n2 forwards 6 s late
0 s       start both
20 s      freeze n2
22 s      unplug n2
31 s      plug n2
31.5 s    thaw n2
check     36.5 s  n1 holds
check     36.5 s  n2 standby
check     45 s    n1 holds
count     n2 peerLost 0
never     two hold
