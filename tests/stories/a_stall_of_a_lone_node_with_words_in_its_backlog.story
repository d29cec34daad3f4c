# The peer is back while the lone active is stopped: what it said lies in the socket.
given     interval 1 s
given     count 3
0 s       start both
5 s       crash n2
20 s      freeze n1
20.1 s    boot n2
22.7 s    thaw n1
check     24 s    one holds
never     two hold
