# The segment is cut for less than the detection time just when a node takes the F-IPs: what
# it announced reached its own side only, so it announces again when it is heard.
given     failback_delay 3 s
0 s       start both
14 s      kill n1
36 s      start n1
38 s      freeze n2
46 s      thaw n2
47.2 s    cut lan
check     53.9 s  n1 holds
54 s      mend
check     57 s    cache n1
count     n2 peerLost 1
