# The first release knows no checks, and says nothing of them. It follows the invitation of an
# unwell node as one in maintenance, so the F-IPs go home when that one is well.
0 s       old n2
0 s       start both
20 s      unwell n2
check     40 s    n1 holds
40 s      unwell n1
expect    41 s    n2: standby to active: peer n1 is in maintenance
expect    41 s    n1: active to standby: a check fails on this node
check     100 s   n2 holds
100 s     well n1
check     119 s   n2 holds
check     121 s   n1 holds
count     moves 2
never     nobody holds for more than 50 ms
never     two hold
