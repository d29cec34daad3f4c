# A daemon that reads slowly finds words in its socket that are older than the detection time:
# they end no silence, so there is one pair of events and not one for each of them.
given     interval 10 ms
given     count 3
given     failback_delay 1 s
0 s       start both
5 s       cut heartbeat
5.1 s     read n2 14 ms
5.1 s     mend
5.9 s     read n2 0 ms
8 s       cut heartbeat
check     8.1 s   n2 held
9 s       mend
check     9.2 s   n2 standby
count     n2 peerLost 3
count     n2 peerRecovered 3
