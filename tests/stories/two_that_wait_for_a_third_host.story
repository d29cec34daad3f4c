# Two nodes booted apart, and each waits for a third host to give the F-IP up.  When they
# hear each other again, one of them is enough to wait: the other stands by.
0 s       intruder appears
0 s       cut heartbeat
1 s       start both
check     39 s    n1 held
check     39 s    n2 held
40 s      mend
check     42 s    n1 held
check     42 s    n2 standby
50 s      intruder goes
check     60 s    n1 active
check     60 s    n2 standby
