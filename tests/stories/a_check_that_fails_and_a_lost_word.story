# Half of all frames are lost while a check fails: what one attempt does not move the next one
# does, after the failback delay. A node that was well again meanwhile keeps what it has.
given     failback_delay 3 s
0 s       start both
20 s      cut heartbeat from n2
21 s      unwell n1
check     24 s    n1 holds
24 s      mend
check     30 s    n2 holds
30 s      well n1
check     40 s    n1 holds
count     moves 2
never     two hold
never     nobody holds for more than 50 ms
