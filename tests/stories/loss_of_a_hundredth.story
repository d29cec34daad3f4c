# One in a hundred is lost: nothing moves, and a crash is noticed in time.
0 s       start both
0.5 s     loss 1
check     300 s   n1 holds
300 s     crash n1
check     311 s   n2 holds
320 s     boot n1
check     345 s   n1 holds
count     moves 2
never     two hold
