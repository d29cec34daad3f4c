"""faults - what may go wrong on the lab, and what is promised of each: one table.

A row has what begins the fault and what ends it, how it is drawn, and what it may cost.  The
limits are those of docs/rules.md, "What must always hold"; tests/explore/fault.c has the same
table for the simulated world.
"""

import signal

from lab.node import FLOATING

from .attacks import ATTACKS
from .terms import (ALL, AT_ONCE, DETECTION, Fault, HEALED, NEVER, NO_GAP, ONE_WAY, REMOVED,
    SETTLE, SINGLE, TEMPEST, WHILE)


# Cuts.  What a fault is given as "name" is its own in the whole run.

def cut_node(rig, node, name):
    rig.cut(name, f"iifname {node.name} drop", f"oifname {node.name} drop")


def cut_nodes_apart(rig, node, name):
    rig.cut(name, "iifname { n1, n2 } oifname { n1, n2 } drop")


def cut_one_way(rig, node, name):
    rig.cut(name, f"iifname {node.name} oifname {rig.other(node).name} drop")


def cut_mute(rig, node, name):
    rig.cut(name, f"iifname {node.name} drop")


def cut_deaf(rig, node, name):
    rig.cut(name, f"oifname {node.name} drop")


def cut_heartbeats(rig, node, name):
    rig.cut(name, "udp dport 7900 drop")


def cut_heartbeats_from(rig, node, name):
    rig.cut(name, f"iifname {node.name} udp dport 7900 drop")


def cut_arp(rig, node, name):
    rig.cut(name, "iifname { n1, n2 } oifname { n1, n2 } ether type arp drop",
        "iifname { n1, n2 } oifname { n1, n2 } icmpv6 type { nd-neighbor-solicit, "
        "nd-neighbor-advert } drop")


def lose_a_third(rig, node, name):
    rig.cut(name, "iifname { n1, n2 } oifname { n1, n2 } numgen random mod 100 < 30 drop")


def lose_a_tenth(rig, node, name):
    rig.cut(name, "iifname != { n1-m, n2-m, oc-m } numgen random mod 100 < 10 drop")


def heal(rig, node, name, kept):
    rig.heal(name)


# The cable

def unplug(rig, node, name):
    rig.network.cut(node.name)


def plug(rig, node, name, kept):
    rig.network.mend(node.name)


def plug_into_a_slow_port(rig, node, name):
    """The port has a carrier at once and forwards when the fault ends."""
    rig.network.cut(node.name)
    rig.cut(name, f"iifname {node.name} drop", f"oifname {node.name} drop")
    rig.wait_told_down(node)
    rig.network.mend(node.name)


def down_by_hand(rig, node, name):
    node.run(["ip", "link", "set", "eth0", "down"])


def up_by_hand(rig, node, name, kept):
    node.run(["ip", "link", "set", "eth0", "up"])
    rig.restore_ipv6(node)


# Programs

def kill(rig, node, name):
    node.fipd.kill()


def kill_with_the_fence(rig, node, name):
    fence = rig.signal_fence(node, signal.SIGSTOP)
    node.fipd.kill()
    rig.signal(fence, signal.SIGKILL)


def stop(rig, node, name):
    rig.terminate(node)


def stop_to_restart(rig, node, name):
    rig.ask(node, op="restartPlan", span_s=60)
    rig.terminate(node)


def start(rig, node, name, kept):
    rig.start_fipd(node)


def lose_power(rig, node, name):
    rig.network.cut(node.name)
    kill_with_the_fence(rig, node, name)


def boot(rig, node, name, kept):
    rig.forget_fips(node)
    rig.network.mend(node.name)
    rig.start_fipd(node)


def freeze(rig, node, name):
    node.fipd.stop()


def thaw(rig, node, name, kept):
    node.fipd.resume()


def freeze_fence(rig, node, name):
    return rig.signal_fence(node, signal.SIGSTOP)


def thaw_fence(rig, node, name, kept):
    rig.signal(kept, signal.SIGCONT)


def kill_fence(rig, node, name):
    rig.signal_fence(node, signal.SIGKILL)


def pause(rig, node, name):
    node.fipd.stop()
    return rig.signal_fence(node, signal.SIGSTOP)


def unpause(rig, node, name, kept):
    rig.signal(kept, signal.SIGCONT)
    node.fipd.resume()


# Other people on the hosts

def strip(rig, node, name):
    node.run(["ip", "address", "del", f"{FLOATING}/32", "dev", "eth0"], check=False)


def add_fip(rig, node, name):
    node.run(["ip", "address", "add", f"{FLOATING}/32", "dev", "eth0"], check=False)


def add_fip_with_prefix(rig, node, name):
    node.run(["ip", "address", "add", f"{FLOATING}/24", "dev", "eth0"], check=False)


def remove_added_fip(rig, node, name, kept):
    for length in (32, 24):
        node.run(["sh", "-c", f"ip -o address show dev eth0 | grep '{FLOATING}/{length} '"
            f" | grep -q 'valid_lft forever' && ip address del {FLOATING}/{length} dev eth0"],
            check=False)


def lose_real_ip(rig, node, name):
    node.run(["ip", "address", "del", f"{node.address}/24", "dev", "eth0"], check=False)


def regain_real_ip(rig, node, name, kept):
    node.run(["ip", "address", "add", f"{node.address}/24", "dev", "eth0"])


def replace_real_ip(rig, node, name):
    """One program does both, as what renews a lease does."""
    node.run(["sh", "-c", f"printf 'address del {node.address}/24 dev eth0\\n"
        f"address add {node.address}/24 dev eth0\\n' | ip -batch -"])


def lose_route(rig, node, name):
    node.run(["ip", "route", "del", "192.168.0.0/24", "dev", "eth0"], check=False)


def regain_route(rig, node, name, kept):
    node.run(["ip", "route", "replace", "192.168.0.0/24", "dev", "eth0", "proto", "kernel",
        "scope", "link", "src", node.address], check=False)


def flush_neighbors(rig, node, name):
    node.run(["ip", "neighbour", "flush", "dev", "eth0"])


def own_fip(rig, node, name):
    rig.third.own_fip()


def disown_fip(rig, node, name, kept):
    rig.third.disown_fip()


# The operator

def switchover(rig, node, name):
    rig.operate(node, "switchover", "--no-wait")


def switchover_by_snmp(rig, node, name):
    rig.set(node, "fipdAction i switchover")


def maintain(rig, node, name):
    rig.operate(node, "maintenance", "on", "--force", "--no-wait")


def maintain_no_more(rig, node, name, kept):
    rig.operate(node, "set", "maintenance=no")


def redundancy_off(rig, node, name):
    rig.operate(node, "set", "redundancy=off")


def redundancy_on(rig, node, name, kept):
    rig.operate(node, "set", "redundancy=on")


def set_by_snmp(rig, node, name):
    rig.set(node, "fipdFailbackDelay u 2000")


def set_back_by_snmp(rig, node, name, kept):
    rig.operate(node, "set", "failback_delay=1 s")


def set_nonsense_by_snmp(rig, node, name):
    rig.set(node, "fipdMonitorCount u 0", "fipdMonitorPort u 70000")


def add_link(rig, node, name):
    rig.relink(True)


def remove_link(rig, node, name, kept):
    rig.relink(False)


def reload(rig, node, name):
    rig.reload(node)


def write_nonsense(rig, node, name):
    node.write_yaml("redundancy: perhaps\n")
    rig.reload(node)


def write_sense(rig, node, name, kept):
    rig.write_settings(node)
    rig.reload(node)


# SNMP

def freeze_snmpd(rig, node, name):
    node.snmpd.stop()


def thaw_snmpd(rig, node, name, kept):
    node.snmpd.resume()


def kill_snmpd(rig, node, name):
    node.snmpd.kill()


def start_snmpd(rig, node, name, kept):
    rig.start_snmpd(node)


def freeze_agent(rig, node, name):
    node.agent.stop()


def thaw_agent(rig, node, name, kept):
    node.agent.resume()


def kill_agent(rig, node, name):
    node.agent.kill()


def start_agent(rig, node, name, kept):
    node.start_agent()


FAULTS = [
    # name, begin, end, kinds, weight, on, touches, gap, moves, overlap, anywhere
    Fault("cut a node off", cut_node, heal, SINGLE | TEMPEST, 3, "any", "net",
        DETECTION, 2, HEALED, True),
    Fault("cut the nodes apart", cut_nodes_apart, heal, SINGLE | TEMPEST, 3, "none", "net",
        AT_ONCE, 3, HEALED, True),
    Fault("cut one way", cut_one_way, heal, SINGLE | TEMPEST, 3, "any", "net",
        AT_ONCE, 3, ONE_WAY, True),
    Fault("mute a node", cut_mute, heal, SINGLE | TEMPEST, 2, "any", "net",
        DETECTION, 2, ONE_WAY, True),
    Fault("deafen a node", cut_deaf, heal, SINGLE | TEMPEST, 2, "any", "net",
        WHILE, 2, ONE_WAY, True),
    Fault("cut heartbeats", cut_heartbeats, heal, ALL, 3, "none", "net",
        NO_GAP, 3, NEVER, True),
    Fault("cut heartbeats of a node", cut_heartbeats_from, heal, ALL, 3, "any", "net",
        NO_GAP, 2, NEVER, True),
    Fault("cut ARP between the nodes", cut_arp, heal, ALL, 3, "none", "net",
        NO_GAP, 0, NEVER, True),
    Fault("lose 30 % between the nodes", lose_a_third, heal, ALL, 3, "none", "loss",
        NO_GAP, 0, NEVER, True),
    Fault("lose 10 % of everything", lose_a_tenth, heal, ALL, 2, "none", "loss",
        DETECTION, 0, NEVER, True),

    Fault("unplug", unplug, plug, ALL, 3, "any", "cable", DETECTION, 2, NEVER),
    Fault("plug into a slow port", plug_into_a_slow_port, heal, SINGLE | TEMPEST, 3, "any",
        "cable", DETECTION, 2, HEALED, True),
    Fault("set down by hand", down_by_hand, up_by_hand, ALL, 2, "any", "cable",
        DETECTION, 2, NEVER),

    Fault("kill", kill, start, ALL, 4, "any", "daemon", DETECTION, 2, NEVER),
    Fault("kill with the fence", kill_with_the_fence, start, ALL, 2, "any", "daemon",
        SETTLE, 2, NEVER),
    Fault("stop", stop, start, ALL, 3, "any", "daemon", AT_ONCE, 2, NEVER),
    Fault("stop to restart", stop_to_restart, start, ALL, 2, "any", "daemon",
        SETTLE, 2, NEVER),
    Fault("lose power", lose_power, boot, ALL, 3, "any", "daemon", DETECTION, 2, NEVER),
    Fault("freeze", freeze, thaw, ALL, 4, "any", "daemon", DETECTION, 2, NEVER),
    # A failback into a node whose fence has just gone is in vain, and the giver waits for it.
    Fault("freeze the fence", freeze_fence, thaw_fence, ALL, 2, "any", "fence",
        SETTLE, 1, NEVER, True),
    Fault("kill the fence", kill_fence, None, ALL, 2, "any", "fence", SETTLE, 1, NEVER, True),
    Fault("pause daemon and fence", pause, unpause, ALL, 3, "any", "daemon",
        SETTLE, 2, NEVER),

    Fault("strip the F-IP", strip, None, ALL, 1, "active", "address", AT_ONCE, 0, NEVER),
    Fault("add the F-IP", add_fip, remove_added_fip, ALL, 2, "standby", "address",
        AT_ONCE, 0, REMOVED, True),
    Fault("add the F-IP with a prefix", add_fip_with_prefix, remove_added_fip, ALL, 2, "any",
        "address", AT_ONCE, 0, REMOVED, True),
    Fault("lose the real IP", lose_real_ip, regain_real_ip, ALL, 2, "any", "address",
        DETECTION, 2, NEVER),
    Fault("replace the real IP", replace_real_ip, None, ALL, 2, "any", "address",
        NO_GAP, 0, NEVER),
    Fault("lose the route", lose_route, regain_route, ALL, 2, "any", "address",
        DETECTION, 2, NEVER),
    Fault("flush the neighbors", flush_neighbors, None, ALL, 2, "any", "neighbors",
        NO_GAP, 0, NEVER),
    Fault("a third host has the F-IP", own_fip, disown_fip, SINGLE, 1, "none", "third",
        NO_GAP, 0, NEVER, True),

    Fault("switch over", switchover, None, ALL, 4, "standby", "operator",
        AT_ONCE, 1, NEVER, True),
    Fault("switch over by SNMP", switchover_by_snmp, None, ALL, 2, "standby", "operator",
        AT_ONCE, 1, NEVER, True),
    Fault("maintenance", maintain, maintain_no_more, ALL, 2, "any", "operator",
        AT_ONCE, 2, NEVER),
    Fault("redundancy off", redundancy_off, redundancy_on, ALL, 2, "any", "operator",
        AT_ONCE, 2, NEVER),
    Fault("set by SNMP", set_by_snmp, set_back_by_snmp, ALL, 2, "any", "setting",
        NO_GAP, 0, NEVER),
    Fault("set nonsense by SNMP", set_nonsense_by_snmp, None, ALL, 1, "any", "setting",
        NO_GAP, 0, NEVER),
    Fault("a second link", add_link, remove_link, ALL, 3, "none", "file",
        NO_GAP, 0, NEVER, True),
    Fault("reload", reload, None, ALL, 1, "any", "file", NO_GAP, 0, NEVER),
    Fault("reload nonsense", write_nonsense, write_sense, ALL, 1, "any", "daemon",
        NO_GAP, 0, NEVER),

    Fault("freeze snmpd", freeze_snmpd, thaw_snmpd, ALL, 2, "any", "snmpd",
        NO_GAP, 0, NEVER),
    Fault("kill snmpd", kill_snmpd, start_snmpd, ALL, 2, "any", "snmpd", NO_GAP, 0, NEVER),
    Fault("freeze fipd-agentx", freeze_agent, thaw_agent, ALL, 2, "any", "agent",
        NO_GAP, 0, NEVER),
    Fault("kill fipd-agentx", kill_agent, start_agent, ALL, 2, "any", "agent",
        NO_GAP, 0, NEVER),
] + ATTACKS
