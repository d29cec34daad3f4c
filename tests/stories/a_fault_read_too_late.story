# The peer's words of a fault that is over lay in the socket of a sleeper: not obeyed.
# (Found by the explorer.)
0 s       start both
14 s      freeze n1
116 s     refuse n2
131.5 s   obey n2
134 s     thaw n1
check     136 s   n2 holds
never     two hold
