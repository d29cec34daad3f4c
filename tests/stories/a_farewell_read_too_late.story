# The standby sleeps, the active stops and comes back: awake, the standby must not believe
# the old farewell that lay in its socket.  (Found by the explorer.)
0 s       start both
14 s      freeze n2
128 s     stop n1
142 s     start n1
166 s     thaw n2
check     170 s   n1 holds
never     two hold
