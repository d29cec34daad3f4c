"""The last event of a fipd that stops leaves before its host goes, and once."""

import json
import os
import signal
import socket
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import CONTROL
from lab.wait import wait_until


class LastEventTest(LabCase):
    """At a shutdown systemd stops fipd and fipd-agentx at the same time, and snmpd after that."""

    def setUp(self):
        super().setUp()
        self.lab.configure(interval="500 ms", count=5, failback_delay="1 s")
        self.lab.start_pair()
        self.lab.start_snmp()
        wait_until(lambda: self.n1.status()["events"]["last_sequence"] == self.acknowledged(),
            60, "all events so far are acknowledged")

    def acknowledged(self):
        """Return up to which event n1's subagent has said that it is told."""
        answer = self.n1.ask(op="acknowledge", cursor="agentx", sequence=0)
        return answer["sequence"]

    def told(self, name):
        return self.oc.traps(name=name, source=self.n1.address)

    def start_lingering(self):
        self.n1.agent.terminate()
        self.n1.start_agent("--linger")
        wait_until(lambda: self.lab.answers(self.n1), 60, "n1's subagent serves")

    def test_a_stop_is_told_before_the_subagent_is_ended_and_not_again(self):
        self.start_lingering()
        os.kill(self.n1.agent.pid, signal.SIGTERM)
        self.assertEqual(0, self.n1.fipd.terminate())
        wait_until(lambda: not self.n1.agent.alive(), 60, "the subagent ends behind fipd")
        wait_until(lambda: self.told("fipdStopped"), 60, "the stop is trapped")
        self.n1.start_fipd()
        self.n1.start_agent()
        wait_until(lambda: len(self.told("fipdStarted")) == 2, 60, "the start is trapped")
        self.assertEqual(1, len(self.told("fipdStopped")))

    def test_a_subagent_that_lingers_for_nothing_ends(self):
        self.start_lingering()
        os.kill(self.n1.agent.pid, signal.SIGTERM)
        wait_until(lambda: not self.n1.agent.alive(), 60, "the subagent ends beside fipd")
        self.assertEqual("active", self.n1.role())

    def test_a_subagent_that_is_frozen_delays_the_end_by_a_moment(self):
        self.n1.agent.stop()
        self.assertEqual(0, self.n1.fipd.terminate())
        self.n1.agent.resume()


class Teller:
    """A client that keeps a cursor: what it has not acknowledged it has not told yet."""

    def __init__(self, node):
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(60)
        self.connection.connect(node.seen(CONTROL))
        self.lines = self.connection.makefile()

    def ask(self, **request):
        self.connection.sendall(json.dumps(request).encode() + b"\n")

    def hear(self, wanted):
        """Return the first message from now on for which wanted holds."""
        return next(message for message in map(json.loads, self.lines) if wanted(message))

    def hear_event(self, kind):
        """Return the number of the next event of a kind."""
        return self.hear(lambda message: message.get("event", {}).get("kind") == kind)["event"][
            "sequence"]

    def close(self):
        self.lines.close()
        self.connection.close()


class AcknowledgementTest(LabCase):
    def test_a_client_that_is_an_event_behind_at_a_stop_is_heard_before_the_end(self):
        self.lab.configure(interval="500 ms", count=5, failback_delay="1 s")
        self.lab.start_pair()
        teller = Teller(self.n1)
        self.addCleanup(teller.close)
        teller.ask(op="acknowledge", cursor="teller", sequence=self.n1.settle())
        teller.ask(op="subscribe", cursor="teller")
        self.n1.fipctl("set", "mute=linkUp")
        behind = teller.hear_event("configChanged")
        os.kill(self.n1.fipd.pid, signal.SIGTERM)
        stopped = teller.hear_event("stopped")
        self.assertLess(behind, stopped)
        teller.ask(op="acknowledge", cursor="teller", sequence=stopped)
        self.assertEqual(stopped, teller.hear(lambda message: "new" in message)["sequence"])


if __name__ == "__main__":
    unittest.main()
