# Redundancy is switched off on the active: the peer takes over; on again, it comes home.
0 s       start both
5 s       set n1 redundancy off
expect    5.1 s   n1: active to disabled
check     5.2 s   n2 holds
30 s      set n1 redundancy on
check     31 s    n1 standby
check     55 s    n1 holds
never     two hold
