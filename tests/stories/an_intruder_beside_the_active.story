# A third host has the F-IP beside n1, and was heard once.  It is asked for as long as the
# conflict is on, and so the alarm lasts as long as it does.
0 s       start both
14 s      intruder appears
14 s      liar claims as n2 each 20 min
15 s      liar goes
200 s     intruder goes
expect    270 s   n1: address conflict is over
count     n1 addressConflict 1
never     n1: split brain
