"""contestant - fipd, a released fipd, keepalived and the lower bound behind one interface, in a lab of two
nodes each.

Both run at nice -10 (as fipd's systemd unit has it), their sessions too, from the same kind of namespace, on
the same bridge, with the same interval, count and addresses, and authenticate as they do by
default: fipd by HMAC-SHA256, keepalived, with VRRPv3, not at all.
"""

import os
import re

from lab.released import programs
from lab.wait import wait_until

# The nice value of fipd's unit, and of its session, as fipd does it: see sched(7), autogroup.
RAISED = ["sh", "-c", "! test -e /proc/self/autogroup || echo -10 > /proc/$$/autogroup; "
    'exec nice -n -10 "$@"', "sh"]
# The lowest priority of the real-time class, which fipd takes by itself.
REAL_TIME = ["chrt", "--fifo", "1"]
START_LIMIT_S = 60
# A line of fipd's log that tells a change of role.
MOVE = re.compile(r" \w+ (?:to|->) \w+: ")
# Written by the benchmark, one for each node; what is not here is keepalived's default.
KEEPALIVED_CONF = """\
global_defs {{
    router_id {name}
    vrrp_version 3
}}
track_file load {{
    file "{track}"
    weight 1
    init_file 0
}}
vrrp_instance bench {{
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority {priority}
    advert_int {interval_s}
    down_timer_adverts {count}
    {preempt}
    unicast_src_ip {address}
    unicast_peer {{
        {peer}
    }}
    track_file {{
        load
    }}
    virtual_ipaddress {{
        {first}
    }}
    virtual_ipaddress_excluded {{
        {others}
    }}
}}
"""


class Case:
    """What a pair is to do: timing, addresses, and whether n1 takes them back by itself."""

    def __init__(self, interval_ms, count, fips, failback):
        self.interval_ms = interval_ms
        self.count = count
        self.fips = fips
        self.failback = failback

    @property
    def detection_ms(self):
        return self.interval_ms * self.count

    def timing(self):
        unit = f"{self.interval_ms} ms" if self.interval_ms < 1000 else (
            f"{self.interval_ms / 1000:g} s")
        return f"{unit} x {self.count}"


class Fipd:
    """A pair of fipd."""

    name = "fipd"

    def __init__(self, lab):
        self.lab = lab

    def start(self, case):
        """Start the pair; wait until n1 is active and n2 standby."""
        self.case = case
        self.lab.configure(interval=f"{case.interval_ms} ms", count=case.count,
            fips=[f"{fip}/24" for fip in case.fips], failback_delay="0 s",
            failback="automatic" if case.failback else "manual")
        for node in self.lab.nodes:
            node.start_fipd(wrap=RAISED)
        self.lab.wait_roles("active", "standby", START_LIMIT_S)

    def roles(self):
        return self.lab.roles()

    def is_whole(self):
        """Return whether each node hears the other."""
        return all(node.status()["peer"]["state"] == "up" for node in self.lab.nodes)

    def moves(self):
        """Return how often a role has changed until now, without asking anybody."""
        return sum(len(MOVE.findall(node.fipd.output())) for node in self.lab.nodes)

    def detection_ms(self, _survivor):
        return self.case.detection_ms

    def switch_over(self, holder):
        """Move the F-IPs off their holder, as the operator would."""
        holder.fipctl("switchover")

    def processes(self, node):
        return family(node.fipd.pid)


class Released(Fipd):
    """A pair of a released fipd, built from the commit that tests/released names."""

    version = None      # which one: the benchmark says so

    def __init__(self, lab):
        super().__init__(lab)
        for node in lab.nodes:
            node.programs = programs(self.version)


class Before(Fipd):
    """A pair of the fipd of another build folder."""

    name = "fipd before"
    programs = None     # which folder: the benchmark says so

    def __init__(self, lab):
        super().__init__(lab)
        for node in lab.nodes:
            node.programs = self.programs


class Keepalived:
    """A pair of Debian's keepalived: VRRPv3, unicast, priorities 254 and 253."""

    name = "keepalived"
    priorities = {"n1": 254, "n2": 253}

    def __init__(self, lab):
        self.lab = lab
        self.daemons = {}

    def start(self, case, *options):
        self.case = case
        for node in self.lab.nodes:
            self._write(node)
            self.daemons[node.name] = node.start("keepalived", ["keepalived",
                "--dont-fork", "--log-console", "--no-syslog", "--vrrp",
                "-f", node.path("keepalived.conf"), "-p", "/run/keepalived.pid",
                "-r", "/run/vrrp.pid", *options], wrap=RAISED)
            wanted = ("active",) if node is self.lab.n1 else ("active", "standby")
            wait_until(lambda: self.roles()[:len(wanted)] == wanted, START_LIMIT_S,
                f"keepalived on {node.name} starts: {self._log(node)[-500:]}")

    def _write(self, node):
        case = self.case
        with open(node.path("load"), "w") as track:
            track.write("0\n")
        with open(node.path("keepalived.conf"), "w") as conf:
            conf.write(KEEPALIVED_CONF.format(name=node.name, track=node.path("load"),
                priority=self.priorities[node.name], interval_s=case.interval_ms / 1000,
                count=case.count, preempt="" if case.failback else "nopreempt",
                address=node.address, peer=node.peer, first=case.fips[0],
                others="\n        ".join(case.fips[1:])))

    def _log(self, node):
        return self.daemons[node.name].output()

    def roles(self):
        return tuple(self._role(node) for node in self.lab.nodes)

    def _role(self, node):
        if node.name not in self.daemons:
            return None
        states = re.findall(r"Entering (MASTER|BACKUP|FAULT) STATE", self._log(node))
        return {"MASTER": "active", "BACKUP": "standby", "FAULT": "fault"}.get(
            states[-1] if states else "")

    def moves(self):
        return sum(self._log(node).count("Entering ") for node in self.lab.nodes)

    def is_whole(self):
        """A backup says nothing: that neither is a master too many must do."""
        return set(self.roles()) == {"active", "standby"}

    def detection_ms(self, survivor):
        """RFC 5798, 6.1: the count of intervals, and a skew that grows as the priority falls."""
        skew_ms = (256 - self.priorities[survivor.name]) / 256 * self.case.interval_ms
        return self.case.detection_ms + skew_ms

    def switch_over(self, holder):
        """keepalived has no switchover: lower or restore n1's priority by its track file."""
        with open(self.lab.n1.path("load"), "w") as track:
            track.write("-100\n" if holder is self.lab.n1 else "0\n")

    def processes(self, node):
        return family(self.daemons[node.name].pid)


class Bound:
    """A pair of the least program that can be: see bound.c.  Its roles stay as they are."""

    name = "bound"
    wrap = RAISED

    def __init__(self, lab):
        self.lab = lab
        self.programs = {}

    def start(self, case):
        self.case = case
        for node, role in zip(self.lab.nodes, ("active", "standby")):
            self.programs[node.name] = node.start("bound", [
                os.path.join(self.lab.build, "tests", "bench", "bench_bound"), role, "eth0",
                node.address, node.peer, str(case.interval_ms), str(case.count),
                case.fips[0]], wrap=self.wrap)
        wait_until(self.is_whole, START_LIMIT_S, "the bound's nodes hear each other")

    def _said(self, word):
        return [program.output().count(word) for program in self.programs.values()]

    def roles(self):
        return tuple(role if program.alive() else None for role, program in
            zip(("active", "standby"), self.programs.values()))

    def moves(self):
        return sum(self._said("fenced"))

    def is_whole(self):
        return all(self._said("heard"))

    def processes(self, node):
        return family(self.programs[node.name].pid)


class RealTimeBound(Bound):
    """The same in the real-time class, in which fipd is: what that costs by itself."""

    name = "bound, real-time"
    wrap = RAISED + REAL_TIME


def family(*pids):
    """Return processes and all that they have forked."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as stat:
                parents[int(entry)] = int(stat.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found = list(pids)
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found
