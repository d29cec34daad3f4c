# What fails on both nodes moves nothing: neither when the second one fails, nor when fipd is
# restarted, nor after the failback delay. When one of them is well again it gets the F-IPs.
0 s       start both
20 s      unwell n2
25 s      unwell n1
check     100 s   n1 holds
100 s     stop n2 to restart
101 s     start n2
check     150 s   n1 holds
150 s     switchover n1
check     155 s   n2 holds
check     300 s   n2 holds
count     moves 1
300 s     well n1
expect    301 s   n2: active to standby: a check fails on this node
check     301 s   n1 holds
301 s     well n2
check     400 s   n1 holds
count     moves 2
never     nobody holds for more than 50 ms
never     two hold
