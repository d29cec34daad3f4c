# While the heartbeats are cut, the active's cable is pulled and its kernel refuses the
# removal.  Heard again on the second link, it still has the F-IPs: the other node no longer
# waits for the segment to be quiet, but for the word that they are gone.
given     links 2
0 s       start both
30 s      cut heartbeat
check     49 s    n2 held
50 s      refuse n1
50 s      unplug n1
50.5 s    mend
check     52 s    n1 fault
check     52 s    n2 standby
check     70 s    n2 active
70 s      obey n1
75 s      plug n1
check     130 s   n1 active
