# The peer starts while this node is in fault: the peer serves, the preferred one follows.
0 s       start n1
12 s      unplug n1
20 s      start n2
20.5 s    plug n1
check     25 s    n2 holds
check     50 s    n1 holds
never     two hold
