"""lab - two nodes, a bridge and an operations center, each a network namespace of its own.

The namespaces have no names: each is held by one sleeping process and is gone with it, so
several labs run side by side and nothing is left behind, whatever ends the test.

    lab      Lab: the whole of it, as a context manager
    host     Host and Process: a namespace and the programs in it
    users    the users and groups that a host knows
    network  the bridge: cables cut, directions and ports dropped
    bond     Bond: a node's network cards as ports of one bond
    node     Node: a host with fipd, snmpd and fipd-agentx
    outsider Outsider: a third host, which owns and sends what it should not
    frames   the bytes of what it sends
    center   Center: the operations center: snmptrapd, net-snmp's commands, the watchers
    watch    Watcher: a program of this folder that measures in a process of its own
    arp_watch, echo_watch, beat_watch, capture, metronome   those programs
    instrument  what they share
    wire     a bad cable: delays, overtakes, sends twice
    syslog   a listener in place of /dev/log
    wait     wait_until
    released the programs of a release, built from the commit that tests/released names
    options  what the command line says beside what unittest reads: --runs, --timing
    case     LabCase: the base of the system tests

All times are time.monotonic() in seconds, which every process on a machine shares.
"""
