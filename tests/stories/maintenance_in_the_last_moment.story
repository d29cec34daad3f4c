# Maintenance is switched on while the node asks the segment: it does not take the F-IPs.
0 s       start n1
9.7 s     set n1 maintenance on
check     60 s    n1 standby
check     60 s    nobody holds
