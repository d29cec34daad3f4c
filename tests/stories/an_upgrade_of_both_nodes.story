# Both are upgraded at the same time: nothing moves.
0 s       start both
20 s      stop n1 to restart
20 s      stop n2 to restart
23 s      start n1
23 s      start n2
check     40 s    n1 holds
count     moves 0
never     nobody holds for more than 0 ms
