# Maintenance that is switched off within the handover leaves the F-IPs where they belong.
given     failback_delay 1 s
0 s       start both
20 s      set n1 maintenance on
20.0003 s set n1 maintenance off
check     60 s    n1 holds
