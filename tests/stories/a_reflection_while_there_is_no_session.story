# Redundancy was switched off and on while n1 stood still: n2 has no session with n1, n1 has
# one with n2. What an attacker sends back to n2 of its own former life must not turn its
# heartbeats away from n1, which goes on as a stale owner and has to hear that n2 has claimed.
0 s       start both
10 s      crash n2
11 s      boot n2
25.3 s    pause n1 with its clock
30 s      set n2 redundancy off
30.2 s    set n2 redundancy on
30.3 s    reflect
60.1 s    unpause n1
check     60.9 s  one holds
never     two hold for more than 300 ms
