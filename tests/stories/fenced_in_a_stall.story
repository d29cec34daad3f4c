# The fence fires shortly before the active runs again: the log says that it was stopped.
given     interval 1 s
given     count 3
0 s       start both
5.4 s     freeze n1
7.95 s    thaw n1
expect    8 s     n1: active to claiming: this node was stopped
check     8.5 s   n1 holds
never     two hold
never     n2: standby ->
