# Somebody cuts the heartbeats by ARP and says that n1's real IP is his.  n1 lives and
# answers with the MAC that it had sealed, so n2 does not take it for a third host, and
# --force makes no second holder.
0 s       start both
14 s      cut heartbeat
14 s      liar is n1
expect    26 s    n2: held: the silent peer still answers for an F-IP (MAC 00:00:00:00:00:01)
30 s      switchover n2 forced
expect    32 s    n2: refused: the silent peer still answers
check     40 s    n1 holds
never     n2: third host
never     two hold
