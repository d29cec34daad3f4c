# Lab P1: everything from n1 to n2 is lost for longer than a neighbour entry lives. n2 sends on
# although its kernel gets no answer for n1's address, so n1 gives way and stays out.
0 s       start both
10 s      cut lan from n1
check     20 s    one holds
check     2 min   one holds
check     5 min   one holds
5 min     mend
check     6 min   n1 holds
never     two hold for more than 2600 ms
