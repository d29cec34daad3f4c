# The port fails from which a bond speaks, and it goes on with another one; all have one MAC
# (active-backup).  To everybody else a few frames were lost: nothing moves, on no node.
0 s       start both
20.1 s    bond n1 loses a port
20.3 s    bond n1 fails over
30.1 s    bond n2 loses a port
30.3 s    bond n2 fails over
60 s      set n1 interval 100 ms
60 s      set n2 interval 100 ms
70.05 s   bond n1 loses a port
70.15 s   bond n1 fails over
80.05 s   bond n2 loses a port
80.15 s   bond n2 fails over
check     90 s    n1 holds
count     moves 0
never     n2: peer n1 lost
never     n1: peer n2 lost
