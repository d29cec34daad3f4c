# ARP between the nodes is lost, and each fipd is restarted: the other one still knows its MAC,
# and what it sends there says its own, so both meet again without ARP.
0 s       start both
10 s      cut arp
20 s      kill n2
22 s      start n2
check     30 s    n1 holds
check     30 s    n2 standby
60 s      stop n1 to restart
61 s      start n1
check     70 s    n1 holds
check     5 min   n1 holds
count     moves 0
