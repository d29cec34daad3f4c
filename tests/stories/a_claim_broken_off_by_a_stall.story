# n1 asks the segment while its kernel refuses to remove the F-IPs, and stands still for too
# long. Whatever it does then, it no longer asks: n2, which gives way to who asks, could not end
# a claim of its own.
given     interval 10 ms
given     count 3
given     failback_delay 3 s
0 s       start both
7.065 s   cut lan
7.106 s   refuse n1
7.110 s   set n2 redundancy off
7.128 s   mend lan
7.134 s   freeze n1
7.142 s   obey n1
7.150 s   set n2 redundancy on
7.155 s   thaw n1
check     13 s   one holds
