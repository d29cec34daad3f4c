"""failover - the main job of fipd: a crash, the takeover, the traps, the way back, SET."""

import time

from lab.node import FLOATING

FAILBACK_DELAY = "2 s"


class Failover:
    EXAMPLES = {"A command in it": ("n1 fipctl",
        "oc snmpwalk -v2c -c public 192.168.0.1 FIPD-MIB::fipdMIB")}

    def __init__(self, lab, narrator):
        self.lab = lab
        self.say = narrator
        self.n1, self.n2, self.oc = lab.n1, lab.n2, lab.oc
        self.outages = []

    def run(self):
        self.bring_up()
        self.read_by_name()
        self.crash("8.0 to 10.3", 8.0, 10.3, "the crash (2 s x 5)")
        self.failover_trap()
        self.counters()
        self.come_home()
        self.failback_trap()
        self.set_timing()
        self.crash("4.0 to 5.3", 4.0, 5.3, "the second crash (1 s x 5)")
        self.come_home()
        self.set_roles()
        self.summary()

    # The commands of the operations center, shown as a person would type them

    def show(self, command, address, *words, community="public"):
        """Run a net-snmp command at the operations center; quote it and its answer."""
        self.say.do(f"oc$ {command} -v2c -c {community} {address} {' '.join(words)}")
        done = self.oc.snmp(command, address, *words, community=community, check=False)
        self.say.quote(done.stdout or done.stderr)
        return done.stdout

    def get(self, node, *objects):
        return self.show("snmpget", node.address, *[f"FIPD-MIB::{name}" for name in objects])

    # Steps

    def bring_up(self):
        self.say.chapter("Two nodes and an operations center on one LAN")
        self.say.do(f"n1 192.168.0.1 is configured active, n2 192.168.0.2 standby; the "
            f"F-IP is {FLOATING}")
        self.lab.configure(failback_delay=FAILBACK_DELAY)
        self.lab.start_pair()
        self.say.seen(True, "fipd runs on both: n1 is active, n2 is standby")
        self.lab.start_snmp()
        self.say.seen(True, "snmpd and fipd-agentx run on both, snmptrapd at the "
            "operations center")
        self.arp = self.oc.watch_arp()
        self.echo = self.oc.watch_echo()
        self.beats = {node.name: self.lab.watch_beats(node) for node in self.lab.nodes}

    def read_by_name(self):
        self.say.chapter("What the operations center reads")
        objects = ("fipdNodeName.0", "fipdRole.0", "fipdPeerState.0", "fipdPeerRole.0")
        text = self.get(self.n1, *objects)
        self.say.seen("active" in text and "up" in text and "standby" in text,
            "n1: active, its peer up and standby")
        text = self.get(self.n2, *objects)
        self.say.seen("standby" in text and "up" in text and "active" in text,
            "n2: standby, its peer up and active")
        self.say.awaits(lambda: self.arp.first(self.n1.mac, 0), 5,
            f"{FLOATING} answers, from n1")

    def crash(self, bounds, least_s, most_s, label):
        self.say.chapter(f"n1 crashes: {label}")
        cut = self.lab.network.cut("n1")
        self.say.do("n1's cable is cut")
        self.say.awaits(lambda: self.arp.first(self.n2.mac, cut), most_s + 5,
            f"{FLOATING} answers again, from n2")
        taken = (self.arp.first(self.n2.mac, cut) or float("inf")) - cut
        self.say.seen(least_s <= taken <= most_s,
            f"n2 took over {taken:.2f} s after the cut ({bounds} s expected)")
        self.report_outage(label, cut - 0.5)

    def report_outage(self, label, since):
        self.echo.settle()
        lost, outage = self.echo.lost(since), self.echo.outage_ms(since)
        self.outages.append((label, lost, outage))
        self.say.do(f"a probe every millisecond measured: {lost} lost, no answer for "
            f"{outage:.0f} ms")
        return lost

    def trap(self, name, limit_s=10):
        """Wait for n2's trap of this name; show it."""
        found = self.say.awaits(lambda: self.oc.traps(name, self.n2.address), limit_s,
            f"the trap {name} arrives at snmptrapd from n2's real IP")
        values = found[-1].values if found else {}
        self.say.quote(values.get("fipdEventText", ""))
        self.say.quote(", ".join(f"{short} {values.get(name, '?')}" for short, name in (
            ("node", "fipdNodeName"), ("event", "fipdEventSequence"),
            ("date", "fipdEventDate"), ("from", "fipdEventPreviousRole"),
            ("to", "fipdEventRole"), ("reason", "fipdEventReason"))))
        return values

    def cstrap(self, number, text):
        wanted = f"CStrap({number}) : {text}"
        self.say.awaits(lambda: wanted in self.n2.syslog.messages("logger"), 5,
            f"n2's syslog says: logger: {wanted}")

    def failover_trap(self):
        values = self.trap("fipdFailover")
        self.say.seen(values.get("fipdNodeName") == "n2"
            and values.get("fipdEventRole") == "active"
            and values.get("fipdEventReason") == "peerSilent"
            and values.get("fipdEventSequence") and values.get("fipdEventDate"),
            "it names the node, its roles, the reason, the event's number and date")
        self.cstrap(6, "Standby System(192.168.0.1) is an Active System renew.")

    def counters(self):
        text = self.get(self.n2, "fipdFailovers.0", "fipdActivations.0", "fipdPeerState.0")
        self.say.seen("fipdFailovers.0 = Counter32: 1" in text
            and "communicationError" in text, "n2 counts one failover and misses its peer")

    def come_home(self):
        self.say.chapter("n1 returns")
        mended = self.mended = self.lab.network.mend("n1")
        self.say.do("n1's cable is plugged in again")
        self.say.awaits(lambda: self.arp.first(self.n1.mac, mended), 15,
            f"the F-IP went home: {FLOATING} answers from n1")
        self.say.seen(self.report_outage("the way home", mended) == 0,
            "not one probe was lost on the way home")
        self.say.awaits(lambda: self.lab.roles() == ("active", "standby"), 5,
            "n1 is active, n2 standby")

    def failback_trap(self):
        values = self.trap("fipdFailback")
        self.say.seen(values.get("fipdEventPreviousRole") in ("active", "releasing")
            and values.get("fipdEventReason") == "failback",
            "it says that n2 gave the F-IP back, and why")
        self.cstrap(5, "Standby System(192.168.0.2) is a Enable.")

    def set_timing(self):
        self.say.chapter("The operations center sets interval and count, in one PDU a node")
        self.say.do(f"before: {self.spacing(self.mended)}")
        for node in self.lab.nodes:
            text = self.show("snmpset", node.address, "FIPD-MIB::fipdMonitorInterval.0",
                "u", "1000", "FIPD-MIB::fipdMonitorCount.0", "u", "5", community="private")
            self.say.seen("fipdMonitorInterval.0" in text and "1000" in text,
                f"{node.name} took both")
        since = time.monotonic()
        self.say.awaits(lambda: all(self.spaced(node, since) for node in self.lab.nodes),
            10, "both send a heartbeat every second")
        self.say.do(f"now:    {self.spacing(since)}")
        self.say.seen("5000" in self.get(self.n2, "fipdDetectionTime.0"),
            "the detection time is 5 s")

    def spaced(self, node, since):
        gaps = self.beats[node.name].gaps_ms(since)
        return len(gaps) >= 2 and all(900 < gap < 1100 for gap in gaps[-2:])

    def spacing(self, since):
        return ", ".join(f"{name} sends a heartbeat at least every "
            f"{max(watch.gaps_ms(since)):.0f} ms" for name, watch in self.beats.items())

    def set_roles(self):
        self.say.chapter("The operations center exchanges the configured roles")
        moment = time.monotonic()
        for node, role in ((self.n1, "standby"), (self.n2, "active")):
            self.show("snmpset", node.address, "FIPD-MIB::fipdConfiguredRole.0", "i", role,
                community="private")
        self.say.awaits(lambda: self.lab.roles() == ("standby", "active"), 15,
            "the F-IP moved: n1 is standby, n2 active")
        self.say.awaits(lambda: self.arp.owners(moment)[-1:]
            and self.arp.owners(moment)[-1][0] == self.n2.mac, 5,
            f"{FLOATING} answers from n2")
        self.say.seen(self.report_outage("the exchange of roles", moment) == 0,
            "not one probe was lost")

    def summary(self):
        self.say.chapter("Summary")
        self.say.seen(not self.arp.doubles(), "at no instant did both nodes answer for "
            "the F-IP (asked by ARP every 5 ms)")
        for label, lost, outage in self.outages:
            self.say.quote(f"{label:30} {lost:6} probes lost, no answer for {outage:6.0f} ms")

    def close(self):
        """Nothing is held beyond the lab."""
