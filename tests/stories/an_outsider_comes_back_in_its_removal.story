# An outsider sets the F-IP again before the slow kernel has told that it is removed: what
# fipd tells then is what it sees, not what was when it asked.
given     interval 100 ms
given     count 3
given     failback_delay 1 s
0 s       start both
20 s      slow n2 20 ms
20 s      outsider on n2
20.01 s   outsider on n2
expect    20.1 s  n2: somebody else set F-IP
expect    32 s    n2: no F-IP that somebody else set is left
never     two answer for more than 1.1 s
