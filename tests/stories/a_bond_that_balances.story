# n1 is on a bond that balances (mode balance-alb): it answers for the F-IP with the MAC of
# any port.  Each of them is the peer's, so the cut heartbeats move nothing, and n2 neither
# calls n1 a third host nor overrules it at --force.
0 s       bond n1 balances
0 s       port n1 17 joins
0 s       port n1 33 joins
0 s       start both
14 s      cut heartbeat
expect    26 s    n2: held: the silent peer still answers for an F-IP
30 s      switchover n2 forced
expect    32 s    n2: refused: the silent peer still answers
check     2 min   n2 held
2 min     mend
check     3 min   n1 holds
count     moves 0
count     n2 addressConflict 0
never     two hold
