# Nobody could take over: maintenance leaves the F-IPs there until the operator insists.
0 s       start n1
20 s      set n1 maintenance on
check     40 s    n1 holds
40 s      force out n1
check     41 s    nobody holds
60 s      set n1 maintenance off
check     75 s    n1 holds
