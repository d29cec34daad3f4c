# Both served in a partition; both are restarted as it heals: one keeps the F-IPs.
0 s       start both
10 s      cut lan
check     25 s    n1 active
check     25 s    n2 active
30 s      kill n1
30 s      kill n2
30.5 s    mend
31 s      start n1
31 s      start n2
check     32 s    one holds
check     60 s    n1 holds
never     two hold for more than 1 s
