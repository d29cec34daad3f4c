# Maintenance keeps the F-IPs away until it is over, then they go home.
0 s       start both
20 s      set n1 maintenance on
check     21 s    n2 holds
check     100 s   n2 holds
100 s     set n1 maintenance off
check     125 s   n1 holds
count     moves 2
never     nobody holds for more than 50 ms
never     two hold
