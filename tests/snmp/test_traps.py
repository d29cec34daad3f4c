"""Notifications: each event once and in order, whatever happens to snmpd and to the agent."""

import time

from lab import TRAP_OID, TRAP_PORT, Lab, wait_until

SYSUPTIME = ".1.3.6.1.2.1.1.3.0"
TRAP_ADDRESS = ".1.3.6.1.6.3.18.1.3.0"


def dotted(oid):
    return "." + ".".join(map(str, oid))


class TrapsTest(Lab):
    def setUp(self):
        super().setUp()
        self.start_trapd()

    def add_events(self, count):
        return [self.core.add_event() for _ in range(count)]

    def lost(self):
        """Return how many traps came while snmptrapd was kept waiting and its socket was full."""
        with open("/proc/net/udp") as table:
            rows = [line.split() for line in table if f":{TRAP_PORT:04X} " in line]
        return sum(int(row[-1]) for row in rows)

    def assert_all(self, last):
        """Every event up to last was trapped once, in order, and is acknowledged."""
        self.wait_trapped(last)
        self.assertEqual(list(range(1, last + 1)), self.trapped())
        wait_until(lambda: self.core.cursor == last, "the cursor is at the last event")

    def test_each_kind_is_sent_with_the_objects_that_the_mib_names(self):
        self.start_all()
        kinds = sorted(self.mib.notifications, key=lambda name: self.mib.notifications[name][0])
        for name in kinds:
            self.core.add_event(name[4].lower() + name[5:])
        self.assert_all(len(kinds))
        for sequence, (name, trap) in enumerate(zip(kinds, self.traps()), 1):
            oid, objects = self.mib.notifications[name]
            rows = [self.mib.objects[each] for each in objects]
            expected = [SYSUPTIME, TRAP_OID] + [dotted(each.oid + (
                (sequence,) if each.column else (0,))) for each in rows] + [TRAP_ADDRESS]
            self.assertEqual(expected, list(trap))
            self.assertEqual("OID: " + dotted(oid), trap[TRAP_OID])

    def test_of_a_kind_that_is_switched_off_no_trap_is_sent_and_the_others_go_on(self):
        self.core.settings["mute"] = "[linkUp,started]"
        self.start_all()
        for kind in ("started", "linkDown", "linkUp", "stopped", "linkUp"):
            self.core.add_event(kind)
        wait_until(lambda: self.core.cursor == 5, "the cursor is at the last event")
        self.wait_trapped(2)
        self.assertEqual([2, 4], self.trapped())
        self.assertEqual((2, 0), (self.read("fipdNotificationsSent"),
            self.read("fipdNotificationsDropped")))

    def test_a_trap_carries_the_row_of_its_event_and_the_real_ip(self):
        self.start_all()
        self.core.add_event("failover", text="standby to active: peer silent", subject="web")
        self.wait_trapped(1)
        trap = self.traps()[0]
        values = {name: trap[dotted(self.oid(name, 1))] for name in ("fipdEventRole",
            "fipdEventPreviousRole", "fipdEventReason", "fipdEventDuration", "fipdEventSubject",
            "fipdEventText")}
        self.assertEqual({"fipdEventRole": "INTEGER: 5", "fipdEventPreviousRole": "INTEGER: 3",
            "fipdEventReason": "INTEGER: 4", "fipdEventDuration": "Gauge32: 760",
            "fipdEventSubject": 'STRING: "web"',
            "fipdEventText": 'STRING: "standby to active: peer silent"'}, values)
        self.assertEqual('STRING: "n1"', trap[dotted(self.oid("fipdNodeName"))])
        self.assertEqual("IpAddress: 192.168.0.1", trap[TRAP_ADDRESS])
        self.assertEqual(5, self.read("fipdEventRole", 1))

    def test_events_from_before_snmpd_are_sent_with_uptime_0(self):
        self.add_events(3)
        self.core.events[0]["date"] = "2026-01-01T00:00:00.000Z"
        self.start_all()
        self.assert_all(3)
        self.assertIn("(0)", self.traps()[0][SYSUPTIME])

    def test_the_uptime_of_a_trap_is_that_of_its_event(self):
        self.start_all()
        self.freeze("snmpd")
        self.core.add_event()
        at = time.monotonic()
        wait_until(lambda: time.monotonic() - at > 3, "three seconds pass")
        self.thaw("snmpd")
        self.assert_all(1)
        sent = int(self.traps()[0][SYSUPTIME].split("(")[1].split(")")[0])
        now = self.manager.get((1, 3, 6, 1, 2, 1, 1, 3, 0))[0][1][1]
        self.assertGreaterEqual(now - sent, 290)

    def test_while_snmpd_is_frozen_nothing_is_lost_and_nothing_repeated(self):
        self.start_all()
        self.freeze("snmpd")
        since = time.monotonic()
        self.add_events(4)
        wait_until(lambda: time.monotonic() - since > 8, "eight seconds pass", 30)
        self.thaw("snmpd")
        self.assert_all(4)
        self.add_events(1)
        self.assert_all(5)

    def test_events_while_snmpd_is_down_follow_when_it_is_back(self):
        self.start_all()
        self.add_events(1)
        self.assert_all(1)
        self.kill("snmpd")
        self.add_events(3)
        self.start_snmpd()
        self.assert_all(4)

    def test_snmpd_killed_again_and_again_loses_nothing(self):
        self.start_all()
        for number in range(3):
            self.add_events(2)
            self.wait_trapped(2 * number + 2)
            wait_until(lambda: self.core.cursor == 2 * number + 2, "acknowledged")
            self.kill("snmpd")
            self.start_snmpd()
        self.add_events(1)
        self.assert_all(7)

    def test_a_burst_of_a_thousand_events_arrives_whole(self):
        self.start_all()
        self.freeze("snmpd")
        self.add_events(1000)
        self.thaw("snmpd")
        wait_until(lambda: len(self.trapped()) + self.lost() >= 1000, "a thousand traps")
        self.assertEqual(1000, len(self.trapped()) + self.lost())
        self.assertEqual(sorted(set(self.trapped())), self.trapped())
        wait_until(lambda: self.core.cursor == 1000, "the cursor is at the last event")
        self.wait_value("fipdNotificationsQueued", 0)
        self.assertEqual(1000, self.read("fipdNotificationsSent"))
        self.assertEqual(0, self.read("fipdNotificationsDropped"))

    def test_the_agent_killed_and_started_again_goes_on_at_the_cursor(self):
        self.start_all()
        self.add_events(3)
        self.assert_all(3)
        self.kill("agent")
        self.add_events(300)
        self.start_agent()
        self.assert_all(303)
        self.assertEqual(256, len(self.manager.walk(self.mib.objects["fipdEventKind"].oid)))

    def test_the_agent_fills_the_event_table_also_with_what_was_acknowledged(self):
        self.add_events(5)
        self.core.cursor = 5
        self.start_all()
        wait_until(lambda: self.read("fipdEventSequence", 5) == 5, "the newest event")
        self.assertEqual(5, len(self.manager.walk(self.mib.objects["fipdEventKind"].oid)))
        self.assertEqual([], self.trapped())

    def test_fipd_gone_in_between_repeats_nothing(self):
        self.start_all()
        self.add_events(2)
        self.assert_all(2)
        self.core.stop()
        self.wait_value("fipdCoreStatus", 2)
        self.core.start()
        self.wait_current()
        self.add_events(2)
        self.assert_all(4)

    def test_an_acknowledgement_that_fipd_missed_is_told_again_and_nothing_repeated(self):
        self.start_all()
        self.add_events(2)
        self.assert_all(2)
        self.core.stop()
        self.core.cursor = 1
        self.core.start()
        self.add_events(1)
        self.assert_all(3)

    def test_events_that_fipd_keeps_no_longer_are_counted_as_dropped(self):
        self.core.events = []
        self.add_events(10)
        self.core.oldest = 7
        self.start_all()
        self.wait_trapped(4)
        self.assertEqual([7, 8, 9, 10], self.trapped())
        self.assertEqual(6, self.read("fipdNotificationsDropped"))

    def test_a_journal_that_begins_anew_is_followed(self):
        self.start_all()
        self.add_events(4)
        self.assert_all(4)
        self.core.stop()
        self.core.events, self.core.cursor = [], 0
        self.core.start()
        self.wait_current()
        self.add_events(1)
        wait_until(lambda: self.trapped() == [1, 2, 3, 4, 1], "the new journal's first event")

    def test_a_repeat_of_a_kind_waits_for_the_spacing_and_none_is_left_out(self):
        self.start_all()
        self.core.settings["notification_spacing"] = "3600000 ms"
        self.core.tell()
        self.core.add_event("linkUp")
        self.core.add_event("started")
        self.wait_trapped(2)
        self.core.add_event("linkUp")
        self.core.add_event("stopped")
        wait_until(lambda: self.read("fipdNotificationsQueued") == 2, "two wait")
        self.assertEqual(2, len(self.trapped()))
        self.core.settings["notification_spacing"] = "0 ms"
        self.core.tell()
        self.assert_all(4)

    def test_the_queue_is_seen_in_the_mib(self):
        self.start_all()
        self.assertEqual(0, self.read("fipdNotificationsQueued"))
        self.freeze("snmpd")
        self.add_events(2)
        wait_until(lambda: len(self.core.subscribers()) == 1, "the agent is subscribed")
        self.thaw("snmpd")
        self.wait_value("fipdNotificationsSent", 2)
        self.wait_value("fipdNotificationsQueued", 0)
