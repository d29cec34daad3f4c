# A restart finds F-IPs that nearly ran out, its kernel refuses to remove them, and fipd stops:
# it must not say that they are free.  (Found by the simulator.)
0 s       start both
20 s      refuse n1
20 s      kill n1
24.4 s    start n1
24.45 s   stop n1
check     24.5 s  n1 holds
check     40 s    n2 holds
never     two hold
