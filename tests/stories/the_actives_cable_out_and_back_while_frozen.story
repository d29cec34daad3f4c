# The active's daemon is frozen while its cable is out and back, and its port passes no frame for a while.
# It wakes before its fence acts, and sees the state of before; but n2 hears nothing and takes over.  So
# what it missed is a loss like any other, and it gives the F-IP up.  (Found by the simulator.)
given     interval 100 ms
given     count 3
given     failback_delay 1 s
0 s       port n1 forwards 240 ms late
0 s       start both
5 s       freeze n1
5.01 s    unplug n1
5.05 s    plug n1
5.1 s     thaw n1
check     5.8 s   n2 holds
check     5.8 s   n1 standby
check     12 s    n1 holds
never     two hold
