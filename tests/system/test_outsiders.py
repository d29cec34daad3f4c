"""Somebody else sets the F-IP on a node: before fipd starts, on the standby, on the active."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.address_log import AddressLog
from lab.case import LabCase
from lab.node import FLOATING
from lab.wait import wait_until

TIMING = {"interval": "100 ms", "count": 3, "failback_delay": "1 s"}
PROMOTION = "net.ipv4.conf.eth0.promote_secondaries"
FOREVER = 2 ** 32 - 1
SETTLED_S = 40  # a limit that only a fault reaches


class OutsiderCase(LabCase):
    def add(self, node, prefix=24, *more):
        """Set the F-IP as an administrator would."""
        node.run(["ip", "address", "add", f"{FLOATING}/{prefix}", "dev", "eth0", *more])

    def copies(self, node):
        """Return what is not as fipd sets it: a host address with a lease."""
        return [entry for entry in node.floating()
            if entry["prefixlen"] != 32 or entry["valid_life_time"] == FOREVER]

    def wait_clean(self, node):
        wait_until(lambda: not self.copies(node), SETTLED_S, f"{node.name} has no copy")

    def wait_told(self, node, *words):
        def told():
            texts = [event["text"] for event in node.events() if event["kind"] == "outsider"]
            return any(all(word in text for word in words) for text in texts)
        wait_until(told, SETTLED_S, f"{node.name} tells the outsider")

    def settle(self):
        wait_until(lambda: sorted(filter(None, self.lab.roles())) == ["active", "standby"],
            SETTLED_S, "one is active, the other standby")


class BeforeTheStartTest(OutsiderCase):
    def start_with_copies(self, *nodes, prefix=24, **settings):
        self.lab.configure(**TIMING, **settings)
        for node in nodes:
            self.add(node, prefix)
        self.n2.start_fipd()
        self.n1.start_fipd()
        self.settle()

    def test_a_static_fip_on_the_preferred_node_is_told_and_removed(self):
        self.start_with_copies(self.n1)
        self.wait_told(self.n1, f"{FLOATING}/24", "protocol 0")
        self.wait_clean(self.n1)

    def test_a_static_fip_on_both_is_removed_from_both(self):
        self.start_with_copies(self.n1, self.n2)
        self.wait_clean(self.n1)
        self.wait_clean(self.n2)

    def test_told_only_it_stays_and_one_node_is_active_all_the_same(self):
        self.start_with_copies(self.n1, self.n2, outsiders="tell")
        self.wait_told(self.n1, "as the setting outsiders says")
        self.assertTrue(self.copies(self.n1))
        self.assertTrue(self.copies(self.n2))

    def test_told_only_with_a_longer_prefix_than_the_real_ip_it_is_not_the_own_address(self):
        """The kernel would speak to the peer from it."""
        self.start_with_copies(self.n1, outsiders="tell", prefix=25)
        self.n1.fipctl("set", "failback_delay=2 s")
        self.assertEqual(self.n1.address, self.n1.status()["settings"]["own_address"])

    def test_what_keepalived_left_behind_is_removed(self):
        self.lab.configure(**TIMING)
        with open(self.n1.path("keepalived.conf"), "w") as file:
            file.write("vrrp_instance lab {\n state MASTER\n interface eth0\n"
                " virtual_router_id 51\n priority 100\n advert_int 1\n"
                f" virtual_ipaddress {{\n  {FLOATING}/24\n }}\n}}\n")
        keepalived = self.n1.start("keepalived", ["keepalived", "-n", "-l", "-D", "-f",
            self.n1.path("keepalived.conf"), "-p", self.n1.path("k.pid"),
            "-r", self.n1.path("v.pid")])
        wait_until(self.n1.floating, 30, "keepalived sets the F-IP")
        for name in ("k.pid", "v.pid"):
            with open(self.n1.path(name)) as file:
                os.kill(int(file.read()), signal.SIGKILL)
        wait_until(lambda: not keepalived.alive(), 10, "keepalived is dead")
        self.assertTrue(self.n1.floating())
        self.n2.start_fipd()
        self.n1.start_fipd()
        self.settle()
        self.wait_clean(self.n1)


class WhileRunningTest(OutsiderCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.lab.wait_roles("active", "standby", SETTLED_S)

    def test_on_the_standby_it_is_told_and_removed_and_nothing_moves(self):
        before = self.n1.settle(), self.n2.settle()
        self.add(self.n2, 32)
        self.wait_told(self.n2, f"{FLOATING}/32")
        self.wait_clean(self.n2)
        wait_until(lambda: "outsiderEnd" in self.n2.kinds(), SETTLED_S, "the alarm ends")
        self.assertEqual([], self.n1.moves(before[0]) + self.n2.moves(before[1]))
        self.assertNotIn("splitBrain", self.n1.kinds() + self.n2.kinds())

    def test_who_insists_has_it_removed_once_a_second_at_most(self):
        """He sets it again as often as he can; nothing moves, and the alarm stands."""
        log = AddressLog(self.n2)
        self.n2.start("insists", ["sh", "-c", "while :; do "
            f"ip address add {FLOATING}/32 dev eth0 2> /dev/null; sleep 0.01; done"])
        before = self.n1.settle(), self.n2.settle()
        wait_until(lambda: len(log.removals(FLOATING)) >= 4, SETTLED_S, "four are removed")
        removals = log.removals(FLOATING)
        # Who removes at once does it a hundred times a second; half of one is for the witness.
        self.assertGreater(removals[3] - removals[0], 2.5)
        self.assertEqual([], self.n1.moves(before[0]) + self.n2.moves(before[1]))
        self.assertEqual(1, self.n2.kinds().count("outsider"))
        self.assertNotIn("outsiderEnd", self.n2.kinds())

    def test_told_only_it_stays_as_long_as_the_administrator_wants(self):
        self.lab.configure(outsiders="tell", **TIMING)
        for node in self.lab.nodes:
            node.fipctl("reload")
        before = self.n1.settle(), self.n2.settle()
        self.add(self.n2)
        self.wait_told(self.n2, f"{FLOATING}/24", "as the setting outsiders says")
        self.pass_time(3)
        self.assertTrue(self.copies(self.n2))
        self.assertNotIn("outsiderEnd", self.n2.kinds())
        self.assertEqual([], self.n1.moves(before[0]) + self.n2.moves(before[1]))
        self.n2.run(["ip", "address", "del", f"{FLOATING}/24", "dev", "eth0"])
        wait_until(lambda: "outsiderEnd" in self.n2.kinds(), SETTLED_S, "the alarm ends")
        self.assertEqual([], self.n1.moves(before[0]) + self.n2.moves(before[1]))

    def test_on_the_active_with_another_prefix_it_goes_and_fipds_own_stays(self):
        before = self.n1.settle()
        self.add(self.n1, 24)
        self.wait_told(self.n1, f"{FLOATING}/24")
        self.wait_clean(self.n1)
        self.assertEqual([32], [entry["prefixlen"] for entry in self.n1.floating()])
        self.assertEqual([], self.n1.moves(before))

    def test_set_over_fipds_own_it_is_fipds_again(self):
        before = self.n1.settle()
        self.n1.run(["ip", "address", "replace", f"{FLOATING}/32", "dev", "eth0"])
        self.wait_clean(self.n1)
        self.assertEqual(1, len(self.n1.floating()))
        self.assertEqual([], self.n1.moves(before))

    def test_where_another_address_would_go_with_it_it_stays_and_is_told(self):
        other = FLOATING.rpartition(".")[0] + ".77"
        self.n2.run(["sysctl", "-qw", f"{PROMOTION}=0"])
        self.n2.run(["ip", "address", "add", f"{FLOATING}/26", "dev", "eth0"])
        self.wait_clean(self.n2)
        self.n2.fipctl("set", "outsiders=tell")
        self.n2.run(["ip", "address", "add", f"{FLOATING}/26", "dev", "eth0"])
        self.n2.run(["ip", "address", "add", f"{other}/26", "dev", "eth0"])
        self.n2.fipctl("set", "outsiders=remove")
        self.pass_time(3)
        self.assertTrue(self.copies(self.n2))
        self.assertIn("set by somebody else", self.n2.fipctl("status").stdout)
        self.n2.run(["sysctl", "-qw", f"{PROMOTION}=1"])
        self.wait_clean(self.n2)
        self.assertIn(other, self.n2.run(["ip", "address", "show", "dev", "eth0"]).stdout)


if __name__ == "__main__":
    unittest.main()
