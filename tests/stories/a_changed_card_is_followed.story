# The MAC of a node changes while it runs: its next word says so, and nothing is missed.
0 s       start both
10 s      cut arp
20 s      card n2 9
40 s      card n1 8
check     2 min   n1 holds
count     moves 0
never     n2: peer n1 lost
never     n1: peer n2 lost
