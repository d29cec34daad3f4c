# n2 is restarted, hears n1, and its proof is lost on the way; then n2 stands still and n1
# takes over. n1 speaks to the former life of n2, and n2 answers that as soon as it wakes.
0 s       start both
10 s      switchover n2
15 s      delay 100 ms
20 s      stop n2 to restart
20.2 s    start n2
20.35 s   cut heartbeat from n2
20.5 s    pause n2 with its clock
21 s      mend
21 s      delay 0.1 ms
40 s      unpause n2
check     45 s    n1 holds
never     two hold for more than 300 ms
