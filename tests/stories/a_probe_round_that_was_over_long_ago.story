# The heartbeats are cut and nobody serves since n1 slept too long. Its round of probes is over
# when it sleeps once more, and when it wakes n2 has claimed: an old silence is no answer.
0 s       start both
19.7 s    cut heartbeat
20.4 s    freeze n1
28.5 s    thaw n1
30.4 s    freeze n1
31.4 s    thaw n1
check     36 s    n2 holds
38 s      mend
check     50 s    one holds
never     two hold
