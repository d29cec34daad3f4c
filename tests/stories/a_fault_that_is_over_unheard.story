# Both were in fault; the peer serves again, unheard, and answers on the segment: what it
# said before that it answered does not count.  (Found by the simulator.)
given     links 2
0 s       start both
20 s      unplug n1
21 s      unplug n2
22 s      cut heartbeat from n1
22 s      plug n1
23 s      plug n2
check     35 s    one holds
40 s      mend
check     90 s    n1 holds
never     two hold
