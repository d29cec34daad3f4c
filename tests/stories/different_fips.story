# The two lists of F-IPs differ: no automatic failback into the unknown.
given     n2 fips other
0 s       start both
5 s       crash n1
20 s      boot n1
check     90 s    n2 holds
