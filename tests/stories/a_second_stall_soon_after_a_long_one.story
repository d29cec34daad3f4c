# A lone node was stopped for longer than a boot of the peer takes, so it waits; a second stall, a short one,
# is no reason to claim sooner, though there was silence for long before the first one.  n2 has the F-IPs
# meanwhile, and just then no frame passes.
given     failback manual
0 s       start both
5 s       crash n2
40 s      freeze n1
40.1 s    boot n2
60 s      cut lan
60.1 s    thaw n1
61 s      freeze n1
65 s      thaw n1
68 s      mend
check     75 s    n2 holds
check     75 s    n1 standby
never     two hold
