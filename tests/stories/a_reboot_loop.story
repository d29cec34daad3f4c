# A node that reboots again and again is refused failback for a while.
given     failback_delay 5 s
0 s       start both
5 s       crash n1
20 s      boot n1
check     30 s    n1 holds
32 s      crash n1
45 s      boot n1
check     60 s    n2 holds
check     103 s   n2 holds
expect    103 s   n2: failback to peer n1 was refused: the peer restarts too often
check     125 s   n1 holds
