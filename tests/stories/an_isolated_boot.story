# A node boots with no network at all: it serves nobody; joined again, one of them does.
given     n1 links 2
given     n2 links 2
0 s       start n2
20 s      cut lan
20 s      cut link 2
20 s      start n1
check     35 s    n1 active
60 s      mend
check     61 s    one holds
check     90 s    n1 holds
never     two hold for more than 300 ms
