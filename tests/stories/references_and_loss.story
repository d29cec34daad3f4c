# Every third frame is lost, questions to the references and their answers too: nothing moves.
# (Found by the simulator.)
given     references on
0 s       start both
5 s       loss 30
check     605 s   n1 holds
count     moves 0
never     n1: active ->
