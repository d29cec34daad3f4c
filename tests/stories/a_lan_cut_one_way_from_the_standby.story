# Nothing of the standby reaches the active: the standby hears it and stays.
0 s       start both
5 s       cut lan from n2
check     40 s    n1 holds
check     40 s    n2 standby
40 s      mend
check     60 s    n1 holds
count     moves 0
never     two hold
