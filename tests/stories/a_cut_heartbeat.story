# Only the heartbeats are cut: the silent peer still answers for the F-IP, so it keeps it.
0 s       start both
5 s       cut heartbeat
expect    16 s    n2: standby to held: the silent peer still answers
check     60 s    n1 holds
60 s      mend
expect    62 s    n2: held to standby
check     90 s    n1 holds
never     two hold
