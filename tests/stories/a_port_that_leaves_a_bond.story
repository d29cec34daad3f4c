# A port of n1's bond leaves, and comes back: its MAC is n1's as long as n1's last words say
# so, and a third host's else.  Whoever has it then answers beside a dead n1.
0 s       port n1 17 joins
0 s       start both
20 s      crash n1
20 s      intruder appears with card 17
expect    32 s    n2: standby to held: the silent peer still answers for an F-IP (MAC 00:00:00:00:00:11)
40 s      intruder goes
expect    52 s    n2: held to active
60 s      boot n1
check     90 s    n1 holds
100 s     port n1 17 leaves
102 s     crash n1
102 s     intruder appears with card 17
expect    114 s   n2: standby to held: a third host answers for an F-IP (MAC 00:00:00:00:00:11)
120 s     intruder goes
expect    130 s   n2: held to active
140 s     boot n1
check     15 min  n1 holds
900 s     port n1 17 joins
902 s     crash n1
902 s     intruder appears with card 17
expect    914 s   n2: standby to held: the silent peer still answers for an F-IP (MAC 00:00:00:00:00:11)
count     n1 addressConflict 0
never     two hold
