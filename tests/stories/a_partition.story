# A partition without references makes both active; when it heals one gives way at once.
0 s       start both
5 s       cut lan
check     16 s    n2 active
check     16 s    n1 active
30 s      mend
expect    31 s    n1: split brain
expect    31 s    n1: active to standby: peer n2 is active too
expect    31 s    n1: split brain is over
expect    31 s    n2: split brain is over
check     31 s    n2 holds
check     31 s    cache n2
check     55 s    n1 holds
never     two hold for more than 300 ms
