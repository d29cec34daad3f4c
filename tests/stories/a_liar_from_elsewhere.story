# Answers that name n1's MAC and come from another one are not n1's: a conflict with the MAC
# they come from, which --force ends.
0 s       start both
14 s      liar answers as n1 from elsewhere
15 s      crash n1
expect    26 s    n2: address conflict: a third host answers for an F-IP (MAC 00:00:00:00:00:66)
check     40 s    n2 held
40 s      switchover n2 forced
check     41 s    n2 active
never     two hold
