"""fipd and snmpd come and go: what is known stays, what is not known says so."""

import os
import signal

import ber
from fake_core import FakeCore
from lab import LIMIT_S, PORT, Lab, wait_until

ABSENT, STALE, CONNECTED = 3, 2, 1
UNKNOWN_ROLE, UNKNOWN_PEER, UNKNOWN_LINK, UNKNOWN_ADDRESS = 1, 6, 4, 7
OK, WARNING, CRITICAL = 0, 1, 2
CLEARED, CRITICAL_ALARM, WARNING_ALARM = 1, 3, 6  # FipdSeverityCode
FIP = (1, 4, 192, 168, 0, 100)


class VerdictLab(Lab):
    def verdict(self):
        """Return verdict, text, gravest alarm and number of alarms, of one moment."""
        found = self.manager.get(*[self.oid(name) for name in
            ("fipdVerdict", "fipdVerdictText", "fipdAlarmWorst", "fipdAlarmCount")])
        return tuple(value[1] for _, value in found)


class ContactTest(VerdictLab):
    def test_before_the_first_contact_only_what_is_known_exists(self):
        self.core.stop()
        self.start_snmpd()
        self.start_agent()
        self.wait_value("fipdCoreStatus", ABSENT)
        self.assertEqual(UNKNOWN_ROLE, self.read("fipdRole"))
        self.assertEqual(UNKNOWN_PEER, self.read("fipdPeerState"))
        self.assertEqual((CRITICAL, b"fipd is not heard", CRITICAL_ALARM, 1), self.verdict())
        names = {self.mib.named(name).name for name, _ in self.whole()}
        self.assertEqual({"fipdVerdict", "fipdVerdictText", "fipdAlarmCount", "fipdAlarmWorst",
            "fipdCoreStatus", "fipdRole", "fipdPeerRole", "fipdPeerState",
            "fipdSetLock", "fipdRefusalText", "fipdNotificationsQueued", "fipdNotificationsSent",
            "fipdNotificationsDropped", "fipdNotificationDiscontinuity",
            "fipdNotificationResendFrom"}, names)
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
        self.assertEqual([UNKNOWN_LINK] * 2, [self.read("fipdLinkState", row) for row in (1, 2)])
        self.assertEqual(UNKNOWN_ADDRESS, self.read("fipdAddressState", *FIP))
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

    def test_a_frozen_fipd_is_stale_within_its_lease_and_current_when_it_goes_on(self):
        self.start_all()
        self.core.thawed.clear()
        self.wait_value("fipdCoreStatus", STALE)
        self.assertEqual(1, self.log("agent").count("it says nothing"))
        self.core.thawed.set()
        self.wait_value("fipdCoreStatus", CONNECTED)

    def test_a_fipd_that_has_nothing_to_tell_is_asked_whether_it_lives(self):
        """More often in its lease than once, and it stays what it is."""
        self.start_all()
        self.core.muted = True
        asked = len(self.core.requests)
        wait_until(lambda: len(self.core.requests) >= asked + 6, "it is asked for two leases")
        self.assertEqual({"hello"}, {each["op"] for each in self.core.requests[asked:]})
        self.assertEqual(CONNECTED, self.read("fipdCoreStatus"))
        self.assertNotIn("it says nothing", self.log("agent"))

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
        self.assertLessEqual({each["op"] for each in self.core.requests[since:]}, {"hello"})

    def cpu_ticks(self):
        with open(f"/proc/{self.programs['agent'].pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def cpu_seconds(self):
        self.since = getattr(self, "since", None) or os.times().elapsed
        return os.times().elapsed - self.since


class VerdictTest(VerdictLab):
    """The one value to poll, from a healthy pair to a fipd that is killed or frozen."""

    def start_whole(self):
        self.core.cross = "up"
        self.start_all()
        self.wait_value("fipdVerdict", OK)

    def test_a_pair_as_it_should_be_is_ok_and_no_alarm_is_open(self):
        self.start_whole()
        self.assertEqual((OK, b"as it should be", CLEARED, 0), self.verdict())

    def test_maintenance_and_a_lost_link_are_warnings_that_count_as_an_alarm(self):
        self.start_whole()
        self.core.settings["maintenance"] = "on"
        self.core.tell()
        self.wait_value("fipdVerdict", WARNING)
        self.assertEqual((WARNING, b"this node is in maintenance", WARNING_ALARM, 1),
            self.verdict())
        self.core.settings["maintenance"] = "off"
        self.core.cross = "down"
        self.core.tell()
        self.wait_value("fipdVerdictText", b"a heartbeat link is not up: cross")
        self.assertEqual(WARNING, self.read("fipdVerdict"))

    def test_an_open_alarm_is_told_by_its_sentence(self):
        self.start_whole()
        self.core.alarms = [self.core.make_event("journalFailed", severity="major",
            text="events are not kept on disk")]
        self.core.tell()
        self.wait_value("fipdVerdict", WARNING)
        self.assertEqual((WARNING, b"an alarm is open: events are not kept on disk", 4, 1),
            self.verdict())

    def test_a_killed_fipd_is_critical_for_the_next_who_asks(self):
        self.start_whole()
        self.core.stop()
        self.assertEqual((CRITICAL, b"fipd is not heard", CRITICAL_ALARM, 1), self.verdict())
        self.core.start()
        self.wait_value("fipdVerdict", OK)
        self.assertEqual((OK, b"as it should be", CLEARED, 0), self.verdict())

    def test_a_frozen_fipd_is_critical_and_ok_again_when_it_goes_on(self):
        self.start_whole()
        self.core.thawed.clear()
        self.wait_value("fipdVerdict", CRITICAL)
        self.assertEqual((CRITICAL, b"fipd is not heard", CRITICAL_ALARM, 1), self.verdict())
        self.core.thawed.set()
        self.wait_value("fipdVerdict", OK)

    def test_the_first_who_asks_a_new_agent_is_told_what_fipd_says(self):
        self.core.cross = "up"
        self.start_snmpd()
        self.start_agent()
        found = wait_until(lambda: self.manager.get(self.oid("fipdVerdict"))[0][1][0] ==
            ber.INTEGER and self.verdict(), "the first answer")
        self.assertEqual((OK, b"as it should be", CLEARED, 0), found)
