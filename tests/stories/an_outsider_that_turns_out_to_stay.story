# An F-IP that somebody else set on the standby is told and removed.  He sets it again, now so that the kernel would
# remove another address with it: the alarm is open still, and says anew that this one stays; once more it does not.
0 s       start both
40 s      outsider on n2
expect    40.1 s  n2: somebody else set F-IP
44 s      outsider on n2 bound
expect    44.1 s  n2: the kernel would remove another address with it
46 s      outsider on n2
48 s      outsider on n2 bound
50 s      outsider leaves n2
expect    61 s    n2: no F-IP that somebody else set is left
count     n2 outsider 2
count     moves 0
