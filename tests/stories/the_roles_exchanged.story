# The operator exchanges the configured roles: the F-IPs follow after the failback delay.
given     failback_delay 2 s
0 s       start both
5 s       set n1 role standby
check     9 s     n1 holds
10 s      set n2 role active
expect    14 s    n2: standby to active: taken back from n1 (failback)
check     14 s    n2 holds
never     two hold
