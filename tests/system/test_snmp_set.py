"""SET over a real snmpd: a PDU is taken whole or refused whole, and the reason can be read."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import signal
import statistics
import time
import unicodedata

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "1 s", "count": 5, "failback_delay": "1 s"}


class SnmpSetTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.lab.start_snmp()

    def settings(self):
        """Return what a refused SET must leave alone: by SNMP, in force, and on disk.

        A file that says nothing is as good as none.
        """
        path = os.path.join(self.n1.path("state"), "settings.yaml")
        disk = []
        if os.path.exists(path):
            with open(path) as file:
                disk = [line for line in file if not line.startswith("#")]
        return (self.oc.walk(self.n1.address, "fipdSettings"),
            self.n1.status()["settings"], disk)

    def held(self, node):
        """Return the F-IPs that are on eth0 of a node, as its kernel has them."""
        done = node.run(["ip", "-json", "address", "show", "dev", "eth0"])
        return sorted(entry["local"] for entry in json.loads(done.stdout)[0]["addr_info"]
            if entry["local"].startswith("192.168.0.10"))

    def assert_refused(self, error, *assignments):
        """A SET on n1 fails with this SNMP error, and changes nothing.

        What could not be put in force stood on disk before, and is taken back.
        """
        before = self.settings()
        done = self.oc.set(self.n1.address, *assignments, check=False)
        self.assertNotEqual(0, done.returncode, done.stdout)
        self.assertIn(error, done.stderr)
        wait_until(lambda: before == self.settings(), 5, lambda: f"{self.settings()} is {before}")

    def assert_reason(self, words):
        """The reason is in the MIB and in the log."""
        wait_until(lambda: words in self.oc.get(self.n1.address, "fipdRefusalText.0")[0], 5,
            f"fipdRefusalText says {words}: it is "
            f"{self.oc.get(self.n1.address, 'fipdRefusalText.0')}")
        log = self.n1.fipd.output() + self.n1.agent.output()
        self.assertIn(words, log)

    def test_values_out_of_range_are_wrong_values(self):
        for assignment in ("fipdMonitorCount.0 u 0", "fipdMonitorCount.0 u 101",
                "fipdMonitorInterval.0 u 9", "fipdMonitorInterval.0 u 60001"):
            with self.subTest(assignment):
                # Otherwise snmpset itself refuses what the MIB's range forbids.
                name, kind, value = assignment.split()
                before = self.settings()
                done = self.oc.snmp("snmpset", self.n1.address, f"FIPD-MIB::{name}", kind,
                    value, options=("-Ir",), community="private", check=False)
                self.assertIn("wrongValue", done.stderr)
                self.assertEqual(before, self.settings())
        self.assert_reason("60001")

    def test_what_would_steer_a_terminal_is_refused_and_told_in_plain_letters(self):
        """security 13: ESC of 7 bits and of 8 bits, a line break, text from right to left"""
        for octets in ("1B5B33316D", "C29B33316D", "700A5B4649502D3333325D", "E280AE70"):
            with self.subTest(octets):
                self.assert_refused("wrongValue", f"fipdPacProxyHost.0 x {octets}")
        # fipd itself refuses this one, and the journal has it.
        self.assert_refused("wrongValue", "fipdPacProxyHost.0 s p;n")
        wait_until(lambda: "p;n" in self.n1.fipctl("events").stdout, 10, "the event")
        with open(os.path.join(self.n1.path("state"), "events.jsonl")) as file:
            journal = file.read()
        self.assertNotRegex(journal, r"\\u00|\\u202")
        told = (self.n1.fipd.output() + self.n1.agent.output() + "".join(self.n1.syslog.lines())
            + journal + self.n1.fipctl("events").stdout
            + self.oc.get(self.n1.address, "fipdRefusalText.0")[0]
            + self.n1.fipctl("status").stdout)
        self.assertEqual([], [letter for letter in told
            if unicodedata.category(letter) in ("Cc", "Cf") and letter != "\n"])
        self.assertNotRegex(told, r"(?m)^\[FIP-332\]")

    def test_the_own_address_as_the_peers_is_inconsistent(self):
        self.assert_refused("inconsistentValue", "fipdPeerAddress.0 x C0A80001")
        self.assert_reason("192.168.0.1")

    def test_one_bad_value_spoils_the_good_ones_beside_it(self):
        self.assert_refused("inconsistentValue", "fipdMonitorInterval.0 u 500",
            "fipdPeerAddress.0 x C0A80001", "fipdMonitorCount.0 u 7")

    def test_a_read_only_object_cannot_be_written(self):
        self.assert_refused("notWritable", "fipdRole.0 i active")

    def test_interval_and_count_in_one_pdu_change_beats_and_detection_and_stay(self):
        beats = self.lab.watch_beats(self.n1)
        self.oc.set(self.n1.address, "fipdMonitorInterval.0 u 300", "fipdMonitorCount.0 u 20")
        since = time.monotonic()
        wait_until(lambda: len(beats.gaps_ms(since)) >= 9, 10, "ten beats")
        self.assertLess(statistics.median(beats.gaps_ms(since)), 400)
        self.assertEqual(["6000 milliseconds"],
            self.oc.get(self.n1.address, "fipdDetectionTime.0"))
        self.n1.fipd.terminate()
        self.n1.start_fipd()
        settings = self.n1.status()["settings"]
        self.assertEqual((300, 20), (settings["interval_ms"], settings["count"]))

    def test_an_fip_that_is_created_is_served_and_one_that_is_destroyed_is_not(self):
        row, both = "ipv4.4.192.168.0.101", ["192.168.0.100", "192.168.0.101"]
        for node in self.lab.nodes:
            self.oc.set(node.address, f"fipdAddressStatus.{row} i createAndGo",
                f"fipdAddressPrefixLength.{row} u 24")
        self.assertEqual(both, self.held(self.n1))
        self.lab.wait_roles("active", "standby", 5)
        self.n1.fipd.terminate()
        wait_until(lambda: self.held(self.n2) == both, 10, "n2 takes both")
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 30)
        self.oc.set(self.n1.address, f"fipdAddressStatus.{row} i destroy")
        self.assertEqual(both[:1], self.held(self.n1))
        wait_until(lambda: any(event["kind"] == "configMismatch" for event in
            self.n1.events(0)), 20, "the nodes say that their F-IPs differ")

    def test_the_last_fip_goes_only_while_redundancy_is_off_and_can_come_again(self):
        row = "ipv4.4.192.168.0.100"
        self.assert_refused("inconsistentValue", f"fipdAddressStatus.{row} i destroy")
        self.assert_reason("fips: is missing while redundancy is on")
        self.oc.set(self.n1.address, "fipdRedundancy.0 i false",
            f"fipdAddressStatus.{row} i destroy")
        self.assertEqual([], self.held(self.n1))
        self.n1.fipd.terminate()
        self.n1.start_fipd()
        self.assertEqual([], self.n1.status()["fips"])
        self.assert_refused("inconsistentValue", "fipdRedundancy.0 i true")
        self.oc.set(self.n1.address, "fipdRedundancy.0 i true",
            f"fipdAddressStatus.{row} i createAndGo", f"fipdAddressPrefixLength.{row} u 24")
        self.lab.wait_roles("active", "standby", 30)
        self.assertEqual(["192.168.0.100"], self.held(self.n1))

    def test_an_fip_of_ipv6_where_ipv6_is_off_is_named_with_the_cause(self):
        """nms 12: it read "port 7900 on eth0: Permission denied"."""
        self.n1.run(["sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1"])
        self.assert_refused("commitFailed", "fipdFipStatus.'2001:db8::5/64' i createAndGo")
        self.assert_reason("fips: 2001:db8::5 cannot be set on eth0, where IPv6 is switched off")
        self.lab.wait_roles("active", "standby", 5)
        self.assertTrue(self.n1.floating())

    def test_maintenance_hands_over_and_survives_a_restart(self):
        self.oc.set(self.n1.address, "fipdMaintenance.0 i true")
        self.lab.wait_roles("standby", "active", 15)
        self.n1.fipd.terminate()
        self.n1.start_fipd()
        self.lab.wait_roles("standby", "active", 15)
        self.oc.set(self.n1.address, "fipdMaintenance.0 i false")
        self.lab.wait_roles("active", "standby", 30)

    def test_exchanging_the_configured_roles_moves_the_fip(self):
        self.oc.set(self.n1.address, "fipdConfiguredRole.0 i standby")
        self.oc.set(self.n2.address, "fipdConfiguredRole.0 i active")
        self.lab.wait_roles("standby", "active", 15)
        self.assertTrue(self.n2.floating())

    def test_the_switchover_action_moves_the_fip_and_is_trapped(self):
        self.oc.set(self.n1.address, "fipdAction.0 i switchover")
        self.lab.wait_roles("standby", "active", 10)
        wait_until(lambda: self.oc.traps("fipdSwitchover", self.n2.address), 10, "the trap")
        self.assertEqual(["succeeded"], self.oc.get(self.n1.address, "fipdActionOutcome.0"))

    def test_each_change_names_who_asked_for_it(self):
        after = self.n1.newest()
        self.oc.set(self.n1.address, "fipdMonitorCount.0 u 20")
        self.n1.fipctl("set", "count=21")
        self.n1.configure(**{**self.n1.settings, "failback_delay": "50 s"})
        os.kill(self.n1.fipd.pid, signal.SIGHUP)
        wait_until(lambda: self.kind_of(after, "configChanged", 3), 20, "three changes")
        self.n1.configure(**{**self.n1.settings, "failback_delay": "1 s"})
        self.n1.fipctl("reload")
        wait_until(lambda: self.kind_of(after, "configChanged", 4), 20, "four changes")
        changes = [(event["subject"], event["actor"])
            for event in self.kind_of(after, "configChanged", 4)]
        self.assertEqual([("count", "snmp: user root (0)"), ("count", "user root (0)"),
            ("failback_delay", "reload"), ("failback_delay", "reload: user root (0)")], changes)
        number = self.kind_of(after, "configChanged", 1)[0]["sequence"]
        self.assertEqual(["snmp: user root (0)"],
            self.oc.get(self.n1.address, f"fipdEventActor.{number}"))
        self.assertIn("; asked for by snmp: user root (0) [FIP-113]",
            self.n1.fipctl("events").stdout)
        wait_until(lambda: any("snmp: user root (0)" in str(trap) for trap in
            self.oc.traps("fipdConfigChanged", self.n1.address)), 20, "the trap names him too")

    def kind_of(self, after, kind, count):
        """Return the first events of a kind, if there are so many."""
        found = [event for event in self.n1.events(after) if event["kind"] == kind]
        return found[:count] if len(found) >= count else []

    def test_a_switchover_names_who_asked_for_it_where_that_was(self):
        after = self.n1.newest(), self.n2.newest()
        self.oc.set(self.n1.address, "fipdAction.0 i switchover")
        self.lab.wait_roles("standby", "active", 10)
        wait_until(lambda: self.kind_of(after[0], "roleChange", 1), 10, "n1 tells it")
        self.assertEqual("snmp: user root (0)", 
            self.kind_of(after[0], "roleChange", 1)[0]["actor"])
        taken = [event for event in self.n2.events(after[1]) if event["kind"] == "switchover"]
        self.assertEqual([""], [event["actor"] for event in taken])

    def test_a_refused_set_is_about_its_setting(self):
        after = self.n1.newest()
        self.oc.set(self.n1.address, "fipdPeerAddressText.0 s 192.168.0.1", check=False)
        wait_until(lambda: self.kind_of(after, "actionRefused", 1), 10, "the refusal")
        event = self.kind_of(after, "actionRefused", 1)[0]
        self.assertEqual(("peer", "snmp: user root (0)"), (event["subject"], event["actor"]))

    def test_redundancy_off_gives_the_fip_up_and_on_joins_again(self):
        self.oc.set(self.n1.address, "fipdRedundancy.0 i false")
        self.lab.wait_roles("disabled", "active", 15)
        self.assertEqual([], self.n1.floating())
        self.oc.set(self.n1.address, "fipdRedundancy.0 i true")
        self.lab.wait_roles("active", "standby", 20)


if __name__ == "__main__":
    unittest.main()
