# A link is taken out of the configuration of both nodes and put back: it is up at once, and
# what was recorded of its former time proves nothing.
given     links 2
0 s       start both
60 s      set n1 links 1
60 s      set n2 links 1
70 s      set n1 links 2
70 s      set n2 links 2
check     74 s    n1 link 2 up
check     74 s    n2 link 2 up
count     n1 linkDown 0
count     n2 linkDown 0
80 s      set n1 links 1
88 s      set n1 links 2
check     94 s    n1 link 2 up
check     94 s    n2 link 2 up
100 s     set n2 links 1
100 s     crash n1
102 s     set n2 links 2
103 s     replay
104 s     replay
105 s     replay
expect    111 s   n2: standby to active
check     112 s   n2 holds
