# The standby is stopped for a minute: it must not judge the peer by its own sleep.
0 s       start both
5 s       freeze n2
60 s      thaw n2
check     65 s    n2 standby
check     65 s    n1 holds
never     n2: standby ->
never     two hold
