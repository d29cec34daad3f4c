# Nobody listens on the peer's port: its host says so, and so does the event.
0 s       start both
20 s      kill n2
expect    35 s    n1: peer n2 lost: silent 10.0 s on eth0, cross, third and fourth (limit 10.0 s): nobody listens
check     40 s    n1 holds
