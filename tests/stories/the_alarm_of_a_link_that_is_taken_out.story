# A link that is down is taken out of the configuration: its alarm ends with it.
given     links 2
0 s       start both
5 s       cut link 2
expect    16 s    n1: link cross down
expect    16 s    n2: link cross down
20 s      set n1 links 1
expect    21 s    n1: link 2: the link is no longer configured
30 s      set n1 links 2
30 s      mend
expect    36 s    n2: link cross up
count     n1 linkDown 1
count     n1 linkUp 1
