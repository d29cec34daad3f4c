# Both bonds get another MAC while nothing passes between them, so each speaks to a port that
# hears nothing any more.  While it hears nothing it speaks by plain UDP too, and the kernel
# asks by ARP: they find each other before either is taken for dead.
0 s       port n1 17 joins
0 s       port n2 18 joins
0 s       start both
20.1 s    cut lan
20.2 s    bond n1 fails over
20.2 s    bond n2 fails over
20.3 s    mend
check     60 s    n1 holds
count     moves 0
never     n2: peer n1 lost
never     n1: peer n2 lost
