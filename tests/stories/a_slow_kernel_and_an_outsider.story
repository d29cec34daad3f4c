# Somebody removes the F-IP and the kernel is slow to take it back: asked once, and no role changes.
0 s       start both
10 s      slow n1 400 ms
20.5 s    strip n1
check     22 s    n1 holds
count     n1 failover 0
count     n1 fipRestored 1
