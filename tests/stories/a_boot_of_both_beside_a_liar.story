# Both nodes boot at the same time and never hear each other, and somebody has claimed n1's real IP by ARP
# before: n1's probes do not come from the MAC that n2 takes for the peer's.  They count all the same.
0 s       cut heartbeat
0 s       start n2
0.1 s     liar is n1
0.75 s    start n1
check     20 s    n1 holds
check     20 s    n2 held
never     two hold
