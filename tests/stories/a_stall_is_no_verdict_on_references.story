# A daemon that could not ask its references for a while knows nothing of them: it keeps the
# F-IPs, also where no peer is heard that could say more.
given     references on
0 s       start both
20 s      cut heartbeat
24 s      freeze n1
27.6 s    thaw n1
check     27.7 s  n1 active
check     34 s    n1 holds
check     34 s    n2 held
count     n1 checkFailed 0
never     two hold
never     nobody holds for more than 1 s
