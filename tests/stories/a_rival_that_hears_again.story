# A stale owner wakes and is heard, but hears nothing: the other one has precedence and goes on
# telling it, so that it gives way as soon as its ears are whole.
0 s       start both
18.9 s    pause n1 with its clock
40 s      cut heartbeat from n2
50 s      unpause n1
52 s      mend
check     52.3 s  n1 standby
check     52.3 s  n2 active
never     two hold for more than 2.3 s
