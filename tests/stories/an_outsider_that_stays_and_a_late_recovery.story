# The outsider's F-IP on n1 cannot be removed.  n2, which lost its epoch, claims just before n1 counts as fit again, and
# meets the answers of n1's kernel: it comes second from then on, and lets n1 serve.
0 s       start both
15 s      outsider on n1 bound
20 s      unplug n1
check     31 s    n2 holds
40 s      plug n1
check     41 s    n1 standby
49 s      crash n2
49 s      forget n2
49.2 s    boot n2
check     64 s    n1 holds
check     64 s    n2 standby
