# The operator moves the F-IPs; they stay where he put them until he moves them back.
0 s       start both
5 s       switchover n1
expect    6 s     n2: standby to active: taken over from n1 (switchover)
expect    6 s     n1: active to standby: handed over to n2 (switchover)
check     120 s   n2 holds
120 s     switchover n1
check     121 s   n1 holds
count     n1 switchover 1
count     n2 switchover 1
count     n2 failback 0
never     two hold
