"""fipd and snmpd come and go: what is known stays, what is not known says so."""

import os
import signal

import ber
from fake_core import FakeCore
from lab import LIMIT_S, PORT, Lab, wait_until

ABSENT, STALE, CONNECTED = 3, 2, 1
UNKNOWN_ROLE, UNKNOWN_PEER = 1, 6


class ContactTest(Lab):
    def test_before_the_first_contact_only_what_is_known_exists(self):
        self.core.stop()
        self.start_snmpd()
        self.start_agent()
        self.wait_value("fipdCoreStatus", ABSENT)
        self.assertEqual(UNKNOWN_ROLE, self.read("fipdRole"))
        self.assertEqual(UNKNOWN_PEER, self.read("fipdPeerState"))
        names = {self.mib.named(name).name for name, _ in self.whole()}
        self.assertEqual({"fipdCoreStatus", "fipdRole", "fipdPeerRole", "fipdPeerState",
            "fipdSetLock", "fipdRefusalText", "fipdNotificationsQueued", "fipdNotificationsSent",
            "fipdNotificationsDropped", "fipdNotificationDiscontinuity"}, names)
        self.core.start()
        self.wait_current()
        self.assertEqual(b"n1", self.read("fipdNodeName"))

    def test_when_fipd_goes_the_role_is_unknown_and_the_rest_as_last_known(self):
        self.start_all()
        self.core.stop()
        self.wait_value("fipdCoreStatus", STALE)
        self.assertEqual(UNKNOWN_ROLE, self.read("fipdRole"))
        self.assertEqual(UNKNOWN_ROLE, self.read("fipdPeerRole"))
        self.assertEqual(UNKNOWN_PEER, self.read("fipdPeerState"))
        self.assertEqual(b"n1", self.read("fipdNodeName"))
        self.core.role = "active"
        self.core.start()
        self.wait_value("fipdRole", 5)
        self.assertEqual(1, self.log("agent").count("no fipd at"))

    def test_without_snmpd_it_waits_says_so_once_and_connects_when_there_is_one(self):
        self.start_agent()
        wait_until(lambda: "no snmpd at" in self.log("agent"), "the message")
        wait_until(lambda: len(self.core.requests) >= 3, "fipd is served meanwhile")
        self.start_snmpd()
        self.wait_current()
        self.assertEqual(1, self.log("agent").count("no snmpd at"))

    def test_a_restarted_snmpd_is_served_again(self):
        self.start_all()
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
            self.kill("snmpd", number)
            self.start_snmpd()
            wait_until(lambda: self.manager.get(self.oid("fipdRole"))[0][1][1] == 3,
                "the role")

    def test_an_snmpd_that_is_frozen_at_the_start_is_served_when_it_goes_on(self):
        self.start_snmpd()
        self.freeze("snmpd")
        self.start_agent()
        wait_until(lambda: "no snmpd at" in self.log("agent"), "the agent gives up once")
        self.thaw("snmpd")
        self.wait_current()
        self.assertIsNone(self.programs["agent"].poll())

    def test_a_frozen_fipd_is_stale_after_twelve_seconds_and_current_when_it_goes_on(self):
        self.start_all()
        self.core.muted = True
        self.wait_value("fipdCoreStatus", STALE)
        self.assertEqual(1, self.log("agent").count("it says nothing"))
        self.core.muted = False
        self.core.tell()
        self.wait_value("fipdCoreStatus", CONNECTED)

    def test_reset_counters_are_a_discontinuity(self):
        self.start_all()
        before = self.read("fipdDiscontinuityTime")
        self.core.failovers = 0
        self.core.tell()
        self.wait_value("fipdFailovers", 0)
        self.assertGreater(self.read("fipdDiscontinuityTime"), before)

    def test_a_second_agent_for_the_same_lock_is_refused_with_the_remedy(self):
        self.start_all()
        self.start_agent(name="second")
        self.assertEqual(os.EX_UNAVAILABLE, self.programs["second"].wait(LIMIT_S))
        self.assertIn("another fipd-agentx has", self.log("second"))
        self.assertEqual(3, self.read("fipdRole"))

    def test_a_second_agent_in_the_same_context_is_fatal_and_said_clearly(self):
        self.start_all()
        self.start_agent("--lock", self.path("other"), name="second")
        self.assertEqual(os.EX_UNAVAILABLE, self.programs["second"].wait(LIMIT_S))
        self.assertIn("from another subagent already", self.log("second"))
        self.assertEqual(3, self.read("fipdRole"))

    def test_two_instances_are_served_in_two_contexts(self):
        other = FakeCore(self.path("other-control"))
        other.role = "active"
        self.start_all()
        self.start_agent("--context", "web", "--control", self.path("other-control"),
            "--lock", self.path("other-lock"), name="second")
        # snmpd drops what names a context that nobody has registered yet.
        wait_until(lambda: "connected to snmpd" in self.log("second"), "the second connects")
        manager = ber.Manager(PORT, "webPrivate")
        self.addCleanup(manager.close)
        wait_until(lambda: manager.get(self.oid("fipdRole"))[0][1][1] == 5, "the second's role")
        self.assertEqual(3, self.read("fipdRole"))

    def test_it_ends_at_once_when_told_to_even_with_a_frozen_snmpd(self):
        """Sooner than another one gives the frozen snmpd up."""
        self.start_all()
        self.freeze("snmpd")
        self.start_agent("--lock", self.path("other"), name="second")
        self.programs["agent"].terminate()
        self.assertEqual(0, self.programs["agent"].wait(LIMIT_S))
        self.assertNotIn("no snmpd at", self.log("second"))
        wait_until(lambda: "no snmpd at" in self.log("second"), "the second gives up")
        self.thaw("snmpd")

    def test_a_bad_command_line_is_refused(self):
        for arguments in (["--nonsense"], ["more"], ["--context", "a/b"]):
            self.start_agent(*arguments)
            self.assertEqual(os.EX_USAGE, self.programs["agent"].wait(LIMIT_S))

    def test_a_lock_that_cannot_be_made_is_said_with_the_remedy(self):
        self.start_agent("--lock", self.path("no/such/lock"))
        self.assertEqual(os.EX_CANTCREAT, self.programs["agent"].wait(LIMIT_S))
        self.assertIn("--lock", self.log("agent"))

    def test_it_is_quiet_when_nothing_happens(self):
        self.start_all()
        ticks = self.cpu_ticks()
        since = len(self.core.requests)
        self.core.tell()
        wait_until(lambda: self.cpu_seconds() > 3, "three seconds pass")
        self.assertLess(self.cpu_ticks() - ticks, 15)
        self.assertEqual(since, len(self.core.requests))

    def cpu_ticks(self):
        with open(f"/proc/{self.programs['agent'].pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def cpu_seconds(self):
        self.since = getattr(self, "since", None) or os.times().elapsed
        return os.times().elapsed - self.since
