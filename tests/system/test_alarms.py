"""Each alarm of failover and of service has its end, also over a restart of fipd."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "400 ms", "count": 5, "failback_delay": "1 s"}


class AlarmsTest(LabCase):
    def start_pair(self, **settings):
        self.lab.configure(**{**TIMING, **settings})
        self.lab.start_pair()

    def wait_event(self, node, kind, **members):
        """Wait until a node has told an event of a kind with these members; return it."""
        def find():
            return [event for event in node.events() if event["kind"] == kind
                and members.items() <= event.items()]
        return wait_until(find, 20, f"{node.name} tells {kind} {members}")[-1]

    def open_alarms(self, node):
        return {event["kind"]: event["sequence"] for event in node.status()["alarms"]}

    def fail_over(self):
        """n1's fipd dies and n2 takes over; return the failover's number."""
        self.n1.fipd.kill()
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        number = self.wait_event(self.n2, "failover", severity="major")["sequence"]
        self.assertEqual(number, self.open_alarms(self.n2)["failover"])
        return number

    def test_a_failover_is_ended_by_the_failback(self):
        self.start_pair()
        number = self.fail_over()
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 30)
        self.wait_event(self.n2, "failback", clears=number, severity="cleared")
        wait_until(lambda: not self.open_alarms(self.n2), 20, "nothing is open")

    def test_a_failover_is_ended_by_the_operator_who_confirms_it(self):
        self.start_pair(failback="manual")
        number = self.fail_over()
        self.n1.start_fipd()
        self.lab.wait_roles("standby", "active", 30)
        self.assertEqual(number, self.open_alarms(self.n2)["failover"])
        self.n2.fipctl("clear-fault")
        self.wait_event(self.n2, "failoverEnd", clears=number, reason="confirmed",
            actor="user root (0)")
        wait_until(lambda: not self.open_alarms(self.n2), 20, "nothing is open")
        self.assertEqual("active", self.n2.role())

    def test_a_restart_ends_what_it_will_see_anew_and_goes_on_with_the_failover(self):
        self.start_pair(failback="manual")
        number = self.fail_over()
        lost = self.wait_event(self.n2, "peerLost")["sequence"]
        self.n2.fipd.kill()
        self.n2.start_fipd()
        self.wait_event(self.n2, "peerRecovered", clears=lost, reason="seenAnew")
        self.wait_event(self.n2, "peerLost", clears=0)
        wait_until(lambda: self.n2.role() == "active", 30, "n2 serves again")
        self.assertEqual(number, self.open_alarms(self.n2)["failover"])
        kinds = self.n2.kinds()
        self.assertEqual(kinds.index("peerRecovered"),
            len(kinds) - 1 - kinds[::-1].index("started") - 1, "its end comes before started")

    def test_a_node_whose_interface_is_down_is_out_of_service_until_it_serves_again(self):
        self.start_pair()
        self.n1.run(["ip", "link", "set", "eth0", "down"])
        number = self.wait_event(self.n1, "outOfService", severity="major",
            reason="interfaceDown")["sequence"]
        self.assertEqual(number, self.open_alarms(self.n1)["outOfService"])
        self.n1.run(["ip", "link", "set", "eth0", "up"])
        self.wait_event(self.n1, "outOfServiceEnd", clears=number, severity="cleared")
        self.lab.wait_roles("active", "standby", 30)
        wait_until(lambda: not self.open_alarms(self.n1) and not self.open_alarms(self.n2), 20,
            "nothing is open on either node")


if __name__ == "__main__":
    unittest.main()
