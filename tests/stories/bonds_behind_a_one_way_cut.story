# Nothing of n1 reaches n2's half of the segment, and each is on a bond that balances: one
# of them gives way, as with two cards (a_lan_cut_one_way_from_the_active).
0 s       bond n1 balances
0 s       port n1 17 joins
0 s       bond n2 balances
0 s       port n2 18 joins
0 s       start both
5 s       cut lan from n1
check     40 s    one holds
40 s      mend
check     55 s    one holds
check     75 s    n1 holds
never     n1: third host
never     n2: third host
never     two hold for more than 2600 ms
