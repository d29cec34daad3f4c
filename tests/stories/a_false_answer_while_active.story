# One frame says that n2 answers for the F-IP, and n2 itself says that it has none: no split
# brain, but a conflict for as long as such frames come.
0 s       start both
14 s      liar claims as n2 each 20 s
expect    16 s    n1: address conflict: the host of peer n2, which is standby and holds none, answers for an F-IP (MAC 00:00:00:00:00:02)
check     90 s    n1 active
95 s      liar goes
expect    160 s   n1: address conflict is over
count     n1 addressConflict 1
count     n1 splitBrain 0
count     moves 0
