# A bond that fails over tells the segment of the F-IP that an outsider set on the standby,
# seven seconds after the active announced it.  RFC 5227 puts the defence off to the tenth,
# but does not cancel it.  (Found by the simulator.)
0 s       start both
1 s       port n2 18 joins
7 s       outsider on n2 bound
8 s       bond n2 loses a port
8.1 s     bond n2 fails over
8.5 s     outsider leaves n2
check     11 s      cache n1
