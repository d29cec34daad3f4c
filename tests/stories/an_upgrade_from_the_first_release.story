# Both nodes run the first release and are upgraded one after the other; then one goes back.
# Only what both can read is said, and nothing is missed.
0 s       old n1
0 s       old n2
0 s       start both
20 s      stop n2 to restart
20 s      new n2
21 s      start n2
check     40 s    n1 holds
40 s      stop n1 to restart
40 s      new n1
41 s      start n1
check     60 s    n1 holds
60 s      cut arp
check     2 min   n1 holds
2 min     mend
121 s     stop n2 to restart
121 s     old n2
122 s     start n2
check     125 s   n2 standby
check     150 s   n1 holds
150 s     switchover n1
check     155 s   n2 holds
count     moves 1
