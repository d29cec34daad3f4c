"""Reading: every object of the MIB is there, of its type, in range and in order."""

import ber
from fake_core import KINDS
from lab import Lab, wait_until


class WalkTest(Lab):
    def setUp(self):
        super().setUp()
        for number in range(5):
            self.core.add_event()
        self.core.alarms = [{**self.core.events[number], "kind": kind, "severity": severity,
            "path": 2} for number, kind, severity in ((1, "linkDown", "warning"),
            (3, "peerLost", "major"))]
        self.start_all()
        wait_until(lambda: self.read("fipdEventSequence", 5) == 5, "the events")

    def test_names_are_strictly_increasing(self):
        names = [name for name, _ in self.whole()]
        self.assertEqual(sorted(set(names)), names)

    def test_every_object_of_the_mib_is_present_and_nothing_else(self):
        found = {self.mib.named(name) for name, _ in self.whole()}
        self.assertNotIn(None, found)
        self.assertEqual(set(self.mib.objects), {each.name for each in found})

    def test_every_value_has_its_type_and_is_in_its_range(self):
        for name, (tag, value) in self.whole():
            each = self.mib.named(name)
            self.assertTrue(each.allows(tag, value), f"{each.name}: {tag:#x} {value}")

    def test_every_row_has_every_column(self):
        rows = {}
        for name, _ in self.whole():
            each = self.mib.named(name)
            if each.column:
                key = each.oid[:-1], name[len(each.oid):]
                rows.setdefault(key, set()).add(each.name)
        columns = {}
        for each in self.mib.objects.values():
            if each.column:
                columns.setdefault(each.oid[:-1], set()).add(each.name)
        links, events, alarms, by_address, tasks = 2, 5, 2, 2 + 2 + 1, 2 + 1
        self.assertEqual(links + tasks + events + alarms + 2 * by_address + len(KINDS), len(rows))
        for (table, _), names in rows.items():
            self.assertEqual(columns[table], names)

    def test_getbulk_is_the_chain_of_getnext(self):
        whole = self.whole()
        for repetitions in (1, 7, 50):
            found, name = [], self.mib.root
            while name[:len(self.mib.root)] == self.mib.root:
                answer = self.manager.bulk(repetitions, name)
                found += answer
                name = answer[-1][0] if answer[-1][1][0] != ber.END else (2,)
            chain = [each for each in found if each[0][:len(self.mib.root)] == self.mib.root
                and each[1][0] != ber.END]
            self.assertEqual([name for name, _ in whole], [name for name, _ in chain])

    def test_getnext_finds_the_successor_from_before_and_after_each_instance(self):
        names = [name for name, _ in self.whole()]
        for name, successor in zip(names, names[1:]):
            self.assertEqual(successor, self.manager.next(name)[0][0])
            self.assertEqual(successor, self.manager.next(name + (0,))[0][0])
            before = name[:-1] + (name[-1] - 1,) if name[-1] else name[:-1]
            self.assertEqual(name, self.manager.next(before)[0][0])

    def test_get_of_what_is_not_there_says_which_kind_of_nothing(self):
        cases = {
            self.mib.root + (1, 99, 1, 0): ber.NO_OBJECT,
            self.oid("fipdRole", 1): ber.NO_INSTANCE,
            self.oid("fipdRole", 0, 0): ber.NO_INSTANCE,
            self.oid("fipdEventKind", 99): ber.NO_INSTANCE,
            self.oid("fipdAddressState", 1, 4, 192, 168, 0, 101): ber.NO_INSTANCE,
        }
        for oid, tag in cases.items():
            self.assertEqual(tag, self.manager.get(oid)[0][1][0], oid)

    def test_the_rows_of_fips_come_in_the_order_of_their_addresses(self):
        texts = [value[1] for name, value in self.manager.walk(
            self.mib.objects["fipdAddressText"].oid)]
        self.assertEqual([b"10.0.0.7", b"192.168.0.100"], texts)

    def test_networks_are_rows_with_their_prefix_length_in_the_index(self):
        self.assertEqual([b"127.0.0.0/8", b"fd00::/8"], [value[1] for _, value
            in self.manager.walk(self.mib.objects["fipdPacDirectText"].oid)])
        self.assertEqual(b"10.0.0.0/8", self.read("fipdPacClientText", 1, 4, 10, 0, 0, 0, 8))

    def test_values_are_those_of_fipd(self):
        self.assertEqual(b"n1", self.read("fipdNodeName"))
        self.assertEqual(3, self.read("fipdRole"))
        self.assertEqual(bytes([192, 168, 0, 2]), self.read("fipdPeerAddress"))
        self.assertEqual(2 ** 40, self.read("fipdActiveTime"))
        self.assertEqual(7, self.read("fipdLateWakeups"))
        self.assertEqual(bytes.fromhex("0011223344556677"), self.read("fipdConfigDigest"))
        self.assertEqual(bytes.fromhex("020000000009"),
            self.read("fipdAddressConflictMac", 1, 4, 10, 0, 0, 7))

    def test_open_alarms_are_counted_and_are_rows_named_by_their_events(self):
        self.assertEqual((2, 4), (self.read("fipdAlarmCount"), self.read("fipdAlarmWorst")))
        self.assertEqual([2, 4], [value[1] for _, value
            in self.manager.walk(self.mib.objects["fipdAlarmEvent"].oid)])
        self.assertEqual((7, 2), (self.read("fipdAlarmKind", 4), self.read("fipdAlarmLink", 2)))
        self.core.alarms = []
        self.core.cross = "up"  # for what is not as it should be counts as one
        self.core.tell()
        self.wait_value("fipdAlarmCount", 0)
        self.assertEqual(1, self.read("fipdAlarmWorst"))

    def test_each_link_is_a_row(self):
        self.assertEqual([b"eth0", b"cross"], [value[1] for name, value
            in self.manager.walk(self.mib.objects["fipdLinkName"].oid)])
        self.assertEqual(250, self.read("fipdLinkRoundTrip", 1))
        self.assertEqual(bytes.fromhex("fd" + 14 * "00" + "01"),
            self.read("fipdLinkOwnAddress", 2))

    def test_each_check_and_each_hook_is_a_row(self):
        column = lambda name: [value[1] for _, value
            in self.manager.walk(self.mib.objects[name].oid)]
        self.assertEqual([b"proxy", b"disk"], column("fipdCheckName"))
        self.assertEqual(([1, 3], [2, 1], [2, 2]), (column("fipdCheckKind"),
            column("fipdCheckEffect"), column("fipdCheckState")))
        self.assertEqual((2, 1), (self.read("fipdUnwell"), self.read("fipdChecksReported")))
        self.assertEqual((b"route", 3, 4, 7, 2), tuple(self.read(f"fipdHook{name}", 1)
            for name in ("Name", "State", "Event", "Runs", "Failures")))
        self.core.proxy = "failed"
        self.core.tell()
        self.wait_value("fipdUnwell", 1)
        self.assertEqual([3, 2], column("fipdCheckState"))
        self.core.stop()
        wait_until(lambda: column("fipdCheckState") == [1, 1], "the states are unknown")

    def test_the_discontinuity_time_stands_still_while_fipd_runs(self):
        first = self.read("fipdDiscontinuityTime")
        for lag_s in (0.03, 0, 0.05, 0.01):
            self.core.lag_s = lag_s
            sequence = self.core.add_event()
            wait_until(lambda: self.read("fipdEventLast") == sequence, "the event")
            self.assertEqual(first, self.read("fipdDiscontinuityTime"))
