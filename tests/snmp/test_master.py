"""The subagent and a played AgentX master: what net-snmp's own master never does to it."""

import itertools
import time

from agentx import COUNTER64, END, INTEGER, NO_INSTANCE, NO_OBJECT, OCTETS, UNSIGNED, Master
from lab import Lab, wait_until

DUPLICATE_REGISTRATION = 263
PROCESSING_ERROR = 268
WRONG_TYPE, WRONG_VALUE, COMMIT_FAILED, NOT_WRITABLE = 7, 10, 14, 17


class MasterTest(Lab):
    def setUp(self):
        super().setUp()
        for _ in range(3):
            self.core.add_event()
        self.core.cursor = 3
        self.master = Master(self.path("agentx"))
        self.addCleanup(self.master.close)
        self.objects = self.mib.root + (1,)

    def meet(self):
        self.start_agent()
        wait_until(lambda: self.master.registered, "the registration")
        wait_until(lambda: self.value("fipdCoreStatus") == 1, "fipd is heard")

    def value(self, name, *index):
        error, _, varbinds = self.master.get(self.oid(name, *index))
        self.assertEqual(0, error)
        return varbinds[0][1][1]

    def chain(self):
        """Return every variable by GETNEXT."""
        found, name = [], self.objects
        end = self.objects[:-1] + (self.objects[-1] + 1,)
        while True:
            _, _, varbinds = self.master.getnext((name, end))
            if varbinds[0][1][0] == END:
                return found
            found.append(varbinds[0])
            name = varbinds[0][0]

    def asked(self, op):
        return [request for request in self.core.requests if request["op"] == op]

    # Reading

    def test_one_subtree_is_registered(self):
        self.meet()
        self.assertEqual([self.objects], self.master.registered)

    def test_reading_in_either_byte_order_and_in_pieces_gives_the_same(self):
        self.meet()
        whole = self.chain()
        steady = [name for name, _ in whole]
        for order, piece in itertools.product("<>", (1, 7, 19)):
            self.master.order, self.master.piece = order, piece
            self.assertEqual(steady, [name for name, _ in self.chain()], (order, piece))
            self.assertEqual((COUNTER64, 2 ** 40),
                self.master.get(self.oid("fipdActiveTime"))[2][0][1])
            self.assertEqual((OCTETS, b"n1"), self.master.get(self.oid("fipdNodeName"))[2][0][1])

    def test_getbulk_is_the_chain_of_getnext(self):
        """Up to the end of the subtree: where a range ends the library overlooks here."""
        self.meet()
        chain = [name for name, _ in self.chain()]
        end = self.mib.root + (2,)
        for repetitions in (1, 10, 60):
            _, _, varbinds = self.master.getbulk(repetitions, self.objects, end)
            self.assertEqual(chain[:repetitions], [name for name, _ in varbinds])
        _, _, varbinds = self.master.getbulk(5, chain[-3], end)
        self.assertEqual(chain[-2:], [name for name, (tag, _) in varbinds if tag != END])
        self.assertEqual(END, varbinds[-1][1][0])

    def test_a_range_that_includes_its_start_gives_the_start(self):
        self.meet()
        start = self.oid("fipdRole")
        end = self.mib.root + (2,)
        self.assertEqual(start, self.master.getnext((start, end), include=1)[2][0][0])
        self.assertLess(start, self.master.getnext((start, end))[2][0][0])

    def test_what_is_not_there_is_said_by_its_kind(self):
        self.meet()
        _, _, varbinds = self.master.get(self.oid("fipdRole", 1), self.objects + (99, 1, 0),
            self.oid("fipdRole"))
        self.assertEqual([NO_INSTANCE, NO_OBJECT, INTEGER], [tag for _, (tag, _) in varbinds])

    # Writing

    def count(self, value):
        return self.oid("fipdMonitorCount"), (UNSIGNED, value)

    def test_a_set_goes_through_its_phases(self):
        self.meet()
        self.assertEqual((0, 0), self.master.test(7, self.count(9)))
        self.assertEqual(([1], []), ([len(self.asked("prepare"))], self.asked("commit")))
        self.assertEqual((0, 0), self.master.commit(7))
        self.master.cleanup(7)
        self.assertEqual(9, self.value("fipdMonitorCount"))

    def test_a_fault_names_the_variable_and_nothing_is_committed(self):
        self.meet()
        interval = self.oid("fipdMonitorInterval"), (UNSIGNED, 500)
        self.assertEqual((WRONG_VALUE, 2), self.master.test(7, interval, self.count(1)))
        self.assertEqual((WRONG_TYPE, 1), self.master.test(8,
            (self.count(1)[0], (INTEGER, 7)), interval))
        self.assertEqual((NOT_WRITABLE, 1), self.master.test(9,
            (self.oid("fipdRole"), (INTEGER, 5))))
        self.assertEqual([], self.asked("commit"))

    def test_undo_brings_back_what_was(self):
        self.meet()
        self.master.test(7, self.count(9))
        self.master.commit(7)
        self.assertEqual((0, 0), self.master.undo(7))
        self.assertEqual(5, self.value("fipdMonitorCount"))
        self.assertEqual(1, len(self.asked("undo")))

    def test_a_failed_commit_says_so(self):
        self.meet()
        self.core.commit_error = "settings.yaml: No space left on device"
        self.master.test(7, self.count(9))
        self.assertEqual(COMMIT_FAILED, self.master.commit(7)[0])
        self.master.undo(7)
        self.assertEqual(5, self.value("fipdMonitorCount"))

    def test_a_master_that_dies_in_mid_set_leaves_nothing_behind(self):
        self.meet()
        self.master.test(7, self.count(9))
        self.assertEqual(1, len(self.asked("prepare")))
        self.master.drop()
        wait_until(lambda: self.master.sessions == 2, "a new session")
        wait_until(lambda: self.asked("free"), "fipd is to forget the SET")
        self.assertEqual([], self.asked("commit"))
        self.assertEqual(5, self.value("fipdMonitorCount"))
        self.assertEqual((0, 0), self.master.test(8, self.count(9)))
        self.assertEqual((0, 0), self.master.commit(8))

    # Notifications

    def numbers(self):
        """Return the sequence number of each Notify that came, in order."""
        column = self.mib.objects["fipdEventSequence"].oid
        return [value[1] for _, _, varbinds in self.master.notified for name, value in varbinds
            if name[:len(column)] == column]

    def test_while_a_notification_is_not_answered_it_is_not_repeated_and_none_follows(self):
        self.meet()
        self.master.muted = True
        for _ in range(3):
            self.core.add_event()
        wait_until(lambda: self.numbers() == [4], "the first notification")
        since = time.monotonic()
        wait_until(lambda: time.monotonic() - since > 12, "two of the library's timeouts pass")
        self.assertEqual([4], self.numbers())
        self.assertEqual((0, 1), (self.master.pings, self.master.sessions))
        packet, transaction, _ = self.master.notified[0]
        self.master.muted = False
        self.master.connection.answer(">", transaction, packet, 0)
        wait_until(lambda: self.numbers() == [4, 5, 6], "the others follow")
        wait_until(lambda: self.core.cursor == 6, "all are acknowledged")

    def test_what_a_dead_master_did_not_answer_goes_to_the_next(self):
        self.meet()
        self.master.muted = True
        self.core.add_event()
        wait_until(lambda: self.numbers() == [4], "the notification")
        self.master.muted = False
        self.master.drop()
        wait_until(lambda: self.numbers() == [4, 4], "it is sent again")
        wait_until(lambda: self.core.cursor == 4, "it is acknowledged")

    def test_what_the_master_refuses_is_counted_as_dropped_and_the_next_follows(self):
        self.meet()
        self.master.notify_error = PROCESSING_ERROR
        self.core.add_event()
        wait_until(lambda: self.core.cursor == 4, "the first is done with")
        self.master.notify_error = 0
        self.core.add_event()
        wait_until(lambda: self.core.cursor == 5, "the second is acknowledged")
        self.assertEqual((1, 1), (self.value("fipdNotificationsDropped"),
            self.value("fipdNotificationsSent")))

    # A master that makes no sense

    def test_a_subtree_that_somebody_has_already_is_fatal(self):
        self.master.register_error = DUPLICATE_REGISTRATION
        self.start_agent()
        self.assertEqual(69, self.programs["agent"].wait(60))
        self.assertIn("from another subagent already", self.log("agent"))

    def test_nonsense_ends_the_session_at_worst(self):
        self.meet()
        for nonsense in (b"\xff" * 64, b"\x01\x05\x10\x00" + bytes(12) + b"\x7f\xff\xff\xff",
                b"\x01\x63\x10\x00" + bytes(16), b"\x01\x08\x10\x00" + bytes(12)
                + b"\x00\x00\x00\x08" + b"\x00\x04\x00\x00\xff\x00\x00\x00"):
            sessions = self.master.sessions
            self.master.connection.send(nonsense)
            self.master.drop()
            wait_until(lambda: self.master.sessions > sessions, "a new session")
            self.assertEqual(b"n1", self.value("fipdNodeName"))
        self.assertIsNone(self.programs["agent"].poll())
