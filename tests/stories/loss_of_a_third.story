# Every third heartbeat is lost for ten minutes: nothing moves.
0 s       start both
5 s       loss 30
check     605 s   n1 holds
never     n2: standby ->
never     n1: active ->
never     two hold
