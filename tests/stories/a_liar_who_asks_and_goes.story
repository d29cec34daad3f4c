# When he who asks in the name of the dead n1 is quiet for longer than any lease, n2 claims again.
0 s       start both
14 s      liar asks as n1 each 400 ms
15 s      crash n1
check     35 s    n2 held
40 s      liar goes
check     50 s    n2 active
expect    101 s   n2: address conflict is over
