# n1's cable is back and its port does not pass frames yet.  What n2 said before that it
# is a standby is old, and words of that time, held back and sent again now, are no news.
# (Found by the simulator.)
0 s       start both
24 s      switchover n1
39.3 s    crash n1
41 s      real ip n2 gone
52.7 s    boot n1
54.2 s    real ip n2 back
59 s      port n1 forwards 3120 ms late
59.5 s    unplug n1
66.35 s   plug n1
68.84 s   replay 26
check     85 s    one holds
never     two hold
