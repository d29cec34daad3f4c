# A full partition where only one side sees the network: only that side serves.
given     references on
0 s       start both
20 s      reference beside n2
20 s      cut lan
expect    30 s    n1: active to fault
check     40 s    n2 holds
60 s      mend
60 s      reference beside both
check     62 s    n2 holds
check     90 s    n1 holds
never     two hold
