# An attacker sends again all that it ever heard, of this life and of a former one.
0 s       start both
20 s      kill n1
22 s      start n1
30 s      replay
31 s      replay
check     60 s    n1 holds
check     60 s    n2 standby
never     n2: standby ->
never     n1: active ->
never     n2: split brain
