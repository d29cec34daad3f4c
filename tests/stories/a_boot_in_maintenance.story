# A node that boots in maintenance serves nobody, alone as it is, until maintenance is over.
given     n1 maintenance on
0 s       start n1
check     60 s    n1 standby
check     60 s    nobody holds
60 s      set n1 maintenance off
check     75 s    n1 holds
