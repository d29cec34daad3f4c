# The F-IPs move over the second link while the LAN is cut: whole again, the caches follow.
# (Found by the simulator.)
given     links 2
0 s       start both
10 s      cut lan
15 s      switchover n1
check     30 s    n2 holds
30 s      mend
check     33 s    n2 holds
check     33 s    cache n2
count     moves 1
never     two hold
