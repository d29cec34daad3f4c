# Datagrams overtake each other on both links: the older one changes nothing.
given     links 2
0 s       start both
5 s       jitter 900 ms
5 s       duplicate 50
5 s       spike 20 of 1500 ms
check     600 s   n1 holds
count     moves 0
never     n2: standby ->
never     n1: link
never     n2: link
