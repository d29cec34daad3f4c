# An attacker sends every datagram back to its sender: nobody believes himself.
0 s       start both
10 s      reflect
20 s      crash n1
21 s      reflect
25 s      reflect
check     31 s    n2 holds
40 s      boot n1
40.01 s   reflect
check     65 s    n1 holds
count     n2 peerLost 1
never     two hold
