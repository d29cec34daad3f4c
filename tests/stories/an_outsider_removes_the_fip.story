# Somebody removes the F-IP: it is put back without a change of role.
0 s       start both
5 s       strip n1
expect    5.1 s   n1: put back
check     5.1 s   n1 holds
check     5.1 s   cache n1
never     n1: active ->
