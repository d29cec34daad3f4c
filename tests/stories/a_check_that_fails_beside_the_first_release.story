# The first release knows no checks. It is asked for the F-IPs, and takes that for the wish of an
# operator; its own checks, if it had any, move nothing.
0 s       old n2
0 s       start both
20 s      unwell n2
check     40 s    n1 holds
40 s      unwell n1
check     41 s    n2 holds
41 s      well n1
check     100 s   n2 holds
count     moves 1
never     nobody holds for more than 50 ms
never     two hold
