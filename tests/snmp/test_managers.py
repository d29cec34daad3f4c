"""Managers with odd habits: huge GETBULKs, walks from the middle, SNMPv1, many, deaf ones."""

import ber
from lab import PORT, Lab, wait_until

MANAGERS = 100
FLOOD = 3000
INSISTS = 10
HIGHEST = 2 ** 32 - 1


class ManagersTest(Lab):
    def setUp(self):
        super().setUp()
        for _ in range(40):
            self.core.add_event()
        self.core.settings["fips"] = ", ".join(f"10.0.0.{end}/24" for end in range(1, 61))
        self.core.alarms = self.core.events[:2]
        self.start_all()
        wait_until(lambda: self.read("fipdEventSequence", 40) == 40, "the events")

    def manager_of(self, version=ber.V2C):
        manager = ber.Manager(PORT, version=version)
        self.addCleanup(manager.close)
        return manager

    def names(self):
        return [name for name, _ in self.whole()]

    def in_mib(self, varbinds):
        return [name for name, (tag, _) in varbinds
            if name[:len(self.mib.root)] == self.mib.root and tag != ber.END]

    def test_a_getbulk_of_a_thousand_repetitions_brings_as_many_as_fit_in_order(self):
        whole = self.names()
        for repetitions in (1000, 2 ** 31 - 1):
            found, name = [], self.mib.root
            while name is not None:
                part = self.in_mib(self.manager.bulk(repetitions, name))
                found += part
                name = part[-1] if part and len(found) < len(whole) else None
            self.assertEqual(whole, found)

    def test_a_getbulk_of_many_columns_with_a_scalar_before_is_a_row_each(self):
        columns = ("fipdEventKind", "fipdEventText", "fipdFipStatus")
        scalar = self.mib.objects["fipdRole"].oid
        answer = self.manager.bulk(1000, scalar, *[self.mib.objects[name].oid
            for name in columns], once=1)
        self.assertEqual(self.oid("fipdRole"), answer[0][0])
        rows = answer[1:1 + 3 * 10]
        for place in range(10):
            kind, text, _ = rows[3 * place:3 * place + 3]
            self.assertEqual((self.oid("fipdEventKind", place + 1),
                self.oid("fipdEventText", place + 1)), (kind[0], text[0]))

    def test_a_walk_from_anywhere_in_the_middle_goes_on_with_what_follows(self):
        whole = self.names()
        column = self.mib.objects["fipdFipStatus"].oid
        starts = [self.mib.root + rest for rest in ((0,), (1,), (1, 4, 1), (1, 4, 4, 0),
            (1, 6, 1, 1), (1, 6, 1, 1, 1), (1, 6, 1, 1, 99), (1, 6, 3), (1, 8, 4, 1, 1),
            (1, 10, 12, 0), (1, 11, 9, 1, 1), (1, 12), (2,))]
        starts += [column + tuple(name.encode()) for name in ("1", "10.0.0.", "10.0.0.3",
            "10.0.0.3/", "10.0.0.3/24", "10.0.0.3/24x", "9")]
        starts += [column + rest for rest in ((), (0,), (HIGHEST,), (49, HIGHEST))]
        starts += [self.oid("fipdEventKind", 20), self.oid("fipdEventKind", 20, 0),
            self.oid("fipdEventKind", HIGHEST), self.mib.root + (1, 6, 1, 1, 3) + 60 * (1,)]
        for start in starts:
            self.assertEqual([name for name in whole if name > start][:7],
                self.in_mib(self.manager.bulk(7, start)), start)

    def test_v1_sees_all_but_counters_of_64_bits(self):
        manager = self.manager_of(ber.V1)
        expected = [(name, value) for name, value in self.whole() if value[0] != ber.COUNTER64]
        found, name = [], self.mib.root
        while name[:len(self.mib.root)] == self.mib.root:
            error, _, varbinds = manager.ask(ber.NEXT, [(name, (ber.NULL, None))])
            if error != "noError":
                break
            name, value = varbinds[0]
            found.append((name, value))
        self.assertEqual([name for name, _ in expected],
            [name for name, _ in found if name[:len(self.mib.root)] == self.mib.root])
        error, position, _ = manager.ask(ber.GET, [(self.oid("fipdRole"), (ber.NULL, None)),
            (self.oid("fipdActiveTime"), (ber.NULL, None))])
        self.assertEqual(("noSuchName", 2), (error, position))

    def test_v1_is_refused_with_the_codes_of_v1(self):
        manager = self.manager_of(ber.V1)
        count = self.oid("fipdMonitorCount")
        good = (self.oid("fipdMonitorPort"), (ber.UNSIGNED, 7901))
        for error, varbind in (("badValue", (count, (ber.UNSIGNED, 1))),
                ("badValue", (count, (ber.INTEGER, 7))),
                ("badValue", (self.oid("fipdAddressStatus", 1, 4, 10, 0, 0, 99),
                    (ber.INTEGER, 1))),
                ("noSuchName", (self.oid("fipdMonitorCount", 1), (ber.UNSIGNED, 7))),
                ("noSuchName", (self.oid("fipdRole"), (ber.INTEGER, 5)))):
            self.assertEqual((error, 2), manager.set(good, varbind)[:2], varbind)
        self.core.commit_error = "settings.yaml: No space left on device"
        self.assertEqual("genErr", manager.set(good)[0])
        self.core.commit_error = None
        self.assertEqual("noError", manager.set(good)[0])
        self.assertEqual("7901", self.core.settings["port"])

    def test_a_hundred_managers_at_once_each_get_their_own_answer(self):
        whole = self.names()
        managers = [self.manager_of() for _ in range(MANAGERS)]
        places = list(range(0, len(whole) - 20, (len(whole) - 20) // MANAGERS))[:MANAGERS]
        for _ in range(3):
            for manager, place in zip(managers, places):
                manager.send(ber.BULK, [(whole[place], (ber.NULL, None))], 0, 10)
            for manager, place in zip(managers, places):
                error, _, varbinds = manager.answer()
                self.assertEqual("noError", error)
                self.assertEqual(whole[place + 1:place + 11], [name for name, _ in varbinds])

    def test_a_manager_that_never_reads_costs_the_others_nothing(self):
        deaf = self.manager_of()
        for _ in range(FLOOD):
            deaf.send(ber.BULK, [(self.mib.root, (ber.NULL, None))], 0, 1000)
        sequence = self.core.add_event()
        wait_until(lambda: self.core.cursor == sequence, "snmpd takes the notification")
        wait_until(lambda: self.insist(lambda: self.read("fipdEventLast")) == sequence,
            "the new event is read")
        self.assertEqual("noError", self.insist(lambda: self.manager.set(
            (self.oid("fipdMonitorCount"), (ber.UNSIGNED, 7))))[0])

    def insist(self, ask):
        """Ask again, as managers do, where the kernel had no room for one datagram more."""
        for _ in range(INSISTS):
            try:
                return ask()
            except TimeoutError:
                pass
        return ask()
