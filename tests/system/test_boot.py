"""Nodes boot, reboot and restart: alone, together, and again and again."""

import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.wait import wait_until

TIMING = {"interval": "400 ms", "count": 10}
QUICK = {"interval": "200 ms", "count": 3, "failback": "manual"}
LAST_EPOCH = 2 ** 32 - 1
DELAYS_S = (0.05, 1.0, 2.2, 3.5, 6.0)


class BootTest(LabCase):
    def lose_power(self, node):
        """A node is gone at once, with all that its kernel knew."""
        self.network.cut(node.name)
        node.fipd.kill()
        node.run(["ip", "address", "del", f"{FLOATING}/32", "dev", "eth0"], check=False)

    def boot(self, *nodes):
        for node in nodes:
            self.network.mend(node.name)
        for node in nodes:
            node.start_fipd()

    def test_after_a_power_loss_of_both_one_that_boots_alone_serves(self):
        """power loss of both, boot of one; the preferred one has it when it boots later"""
        self.start_watched(**TIMING, failback_delay="1 s")
        for node in self.lab.nodes:
            self.lose_power(node)
        self.boot(self.n2)
        wait_until(lambda: self.n2.role() == "active", 20, "n2 serves alone")
        self.boot(self.n1)
        self.lab.wait_roles("active", "standby", 20)
        self.assert_one_holder(self.watch)

    def test_after_a_power_loss_of_both_and_a_boot_of_both_one_serves(self):
        """power loss of both, boot of both"""
        self.start_watched(**TIMING, failback_delay="1 s")
        for node in self.lab.nodes:
            self.lose_power(node)
        self.boot(self.n2, self.n1)
        self.lab.wait_roles("active", "standby", 20)
        self.assert_one_holder(self.watch)

    def test_a_node_that_boots_without_a_cable_takes_nothing(self):
        """isolated boot, no carrier: fault; with the cable in it serves"""
        self.lab.configure(**TIMING)
        self.network.cut("n1")
        self.n1.start_fipd()
        wait_until(lambda: self.n1.role() == "fault", 10, "n1 is in fault")
        self.assertEqual([], self.n1.floating())
        self.network.mend("n1")
        wait_until(lambda: self.n1.role() == "active", 20, "n1 serves")

    def test_a_node_that_boots_isolated_gives_way_when_the_network_is_whole(self):
        """isolated boot, carrier up: both active while split, one on healing"""
        self.start_watched(**TIMING, failback_delay="60 s")
        self.n2.fipd.kill()
        self.network.isolate("n2")
        self.n2.start_fipd()
        wait_until(lambda: self.n2.role() == "active", 20, "n2 knows nobody")
        self.network.restore()
        wait_until(lambda: sorted(filter(None, self.lab.roles())) == ["active", "standby"],
            10, "one gives way")
        self.mark()
        self.pass_time(3)
        self.assert_no_move()

    def epoch(self, node):
        with open(node.path("state", "epoch")) as file:
            return int(file.read().split()[0])

    def test_after_the_highest_epoch_the_newer_claim_wins_all_the_same(self):
        """an epoch at its end: both have it on disk, and one begins again at 1"""
        for node in self.lab.nodes:
            with open(node.path("state", "epoch"), "w") as file:
                file.write(f"{LAST_EPOCH}\n")
        self.start_watched(**QUICK)
        wait_until(lambda: self.epoch(self.n1) == 1, 20, "n1 has taken the F-IP in epoch 1")
        self.network.isolate("n1")
        wait_until(lambda: self.n2.role() == "active", 20, "n2 claims")
        self.network.restore()
        wait_until(lambda: self.n1.role() == "standby", 20, "n1 gives way to the newer claim")
        self.assertEqual("active", self.n2.role())
        wait_until(lambda: self.epoch(self.n2) == 2, 20, "its epoch is kept")

    def test_a_node_that_reboots_again_and_again_is_refused_the_failback(self):
        """reboot loop: damping"""
        self.start_watched(**TIMING, failback_delay="1 s")
        self.stop_and_boot()
        self.lab.wait_roles("active", "standby", 20)
        self.stop_and_boot()
        self.pass_time(5)
        self.assertEqual(("standby", "active"), self.lab.roles())
        self.assertEqual(1, self.n2.status()["counters"]["failbacks"])
        self.assert_one_holder(self.watch)

    def stop_and_boot(self):
        """n1 stops in good order, n2 serves, n1 starts again."""
        self.n1.fipd.terminate()
        wait_until(lambda: self.n2.role() == "active", 10, "n2 serves")
        self.n1.start_fipd()

    def restart_after(self, delay_s):
        """Kill n1's fipd, start it again after a while; wait until it has the F-IP."""
        self.n1.fipd.kill()
        self.pass_time(delay_s)
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 30)

    def test_killed_and_restarted_after_any_time_never_two_hold(self):
        """daemon killed, and restarted after 0.05-20 s"""
        self.start_watched(**TIMING, failback_delay="200 ms", failback="automatic")
        for delay_s in DELAYS_S[:2]:
            self.restart_after(delay_s)
        self.assertEqual([], self.moves(self.n2))
        for delay_s in DELAYS_S[2:]:
            self.n2.fipd.terminate()  # its memory of n1's restarts goes with it
            self.n2.start_fipd()
            self.lab.wait_roles("active", "standby", 10)
            self.restart_after(delay_s)
        self.assert_one_holder(self.watch)

    def test_both_restarted_within_the_lease_nobody_notices(self):
        """upgrade of both: nothing moves, no request is left unanswered for long"""
        self.start_watched(interval="3 s", failback_delay="1 s")  # for a busy machine
        lease_s = self.n1.status()["settings"]["lease_s"]
        killed = time.monotonic()
        since = self.watch.rows()[-1].asked
        for node in self.lab.nodes:
            node.fipd.kill()
        for node in self.lab.nodes:
            node.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        wait_until(lambda: self.watch.last(self.n1.mac) > killed + 1.125 * lease_s + 1, 30,
            "the F-IP outlives the old lease")
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners()])
        self.assertLess(self.watch.longest_silence(since), 20)

    def test_with_redundancy_off_on_both_nobody_holds_and_on_again_one_does(self):
        """redundancy switched off and on"""
        self.start_watched(**TIMING, failback_delay="1 s")
        for node in (self.n2, self.n1):
            node.fipctl("set", "redundancy=off")
        self.lab.wait_roles("disabled", "disabled", 10)
        self.assertEqual([], self.n1.floating() + self.n2.floating())
        for node in (self.n2, self.n1):
            node.fipctl("set", "redundancy=on")
        self.lab.wait_roles("active", "standby", 20)
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
