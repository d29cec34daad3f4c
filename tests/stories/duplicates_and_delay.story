# Duplicated and slow datagrams change nothing.
0 s       start both
5 s       duplicate 50
5 s       delay 300 ms
check     120 s   n1 holds
never     n2: standby ->
