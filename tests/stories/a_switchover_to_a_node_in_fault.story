# The peer has no cable: after its silence the action is refused.
0 s       start both
5 s       unplug n2
17 s      switchover n1
expect    17 s    n1: refused
check     20 s    n1 holds
