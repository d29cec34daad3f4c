"""Writing: one PDU is one change, taken whole or refused whole, with the reason in words."""

import ber
from fake_core import KINDS
from lab import Lab, wait_until

WRONG_TYPES = [(ber.INTEGER, 7), (ber.OCTETS, b"7"), (ber.OID, (1, 3, 6, 1)),
    (ber.IP, bytes(4)), (ber.COUNTER, 7), (ber.UNSIGNED, 7), (ber.TICKS, 7),
    (ber.OPAQUE, b"\x9f\x78\x04\x00\x00\x00\x00"), (ber.COUNTER64, 7)]


def enable_all_but(*kinds):
    """Return the BITS of fipdNotificationEnable: bit 0 is the kind of number 1."""
    octets = bytearray(-(-len(KINDS) // 8))
    for kind, number in KINDS.items():
        octets[(number - 1) // 8] |= 0 if kind in kinds else 0x80 >> (number - 1) % 8
    return bytes(octets)


class SetTest(Lab):
    def setUp(self):
        super().setUp()
        self.core.add_event("peerLost")
        self.core.alarms = self.core.events
        self.start_all()
        # What can be written, with a value that is not the one in force.
        self.good = {
            "fipdRedundancy": (ber.INTEGER, 2),
            "fipdConfiguredRole": (ber.INTEGER, 2),
            "fipdPeerAddressType": (ber.INTEGER, 1),
            "fipdPeerAddress": (ber.OCTETS, bytes([10, 1, 2, 3])),
            "fipdMonitorPort": (ber.UNSIGNED, 7901),
            "fipdMonitorInterval": (ber.UNSIGNED, 500),
            "fipdMonitorCount": (ber.UNSIGNED, 7),
            "fipdFailbackPolicy": (ber.INTEGER, 2),
            "fipdFailbackDelay": (ber.UNSIGNED, 0),
            "fipdOutsiders": (ber.INTEGER, 2),
            "fipdResident": (ber.INTEGER, 1),
            "fipdAction": (ber.INTEGER, 2),
            "fipdMaintenance": (ber.INTEGER, 1),
            "fipdPacEnable": (ber.INTEGER, 1),
            "fipdPacPort": (ber.UNSIGNED, 8000),
            "fipdPacProxyHost": (ber.OCTETS, b"p1.example"),
            "fipdPacProxyPort": (ber.UNSIGNED, 3128),
            "fipdPacProxyWeight": (ber.UNSIGNED, 100),
            "fipdPacPeerProxyHost": (ber.OCTETS, b"fd00::2"),
            "fipdPacPeerProxyPort": (ber.UNSIGNED, 65535),
            "fipdPacPeerProxyWeight": (ber.UNSIGNED, 3),
            "fipdPacShareLoad": (ber.INTEGER, 2),
            "fipdPacSplit": (ber.INTEGER, 2),
            "fipdPacDirectPlainNames": (ber.INTEGER, 2),
            "fipdReferences": (ber.OCTETS, b"192.168.0.254, gateway"),
            "fipdNotificationEnable": (ber.OCTETS, enable_all_but("started", "checkPassed")),
            "fipdNotificationResendAfterCut": (ber.INTEGER, 1),
            "fipdNotificationSpacing": (ber.UNSIGNED, 60000),
        }
        # Further names of what is among those; one PDU cannot have both.
        self.alone = {**self.good, "fipdPeerAddressText": (ber.OCTETS, b"fd00::2")}
        self.bad = {
            "fipdRedundancy": [0, 3, -1, 2 ** 31 - 1],
            "fipdConfiguredRole": [0, 3, -1],
            "fipdPeerAddressType": [0, 3, 4, 16, -1],
            "fipdPeerAddress": [b"", bytes(3), bytes(5), bytes(17), bytes(255), bytes(400)],
            "fipdPeerAddressText": [b"", bytes(64), bytes(400)],
            "fipdMonitorPort": [0, 65536, 2 ** 31, 2 ** 32 - 1],
            "fipdMonitorInterval": [0, 9, 60001, 2 ** 31, 2 ** 32 - 1],
            "fipdMonitorCount": [0, 1, 101, 2 ** 32 - 1],
            "fipdFailbackPolicy": [0, 3],
            "fipdFailbackDelay": [3600001, 2 ** 32 - 1],
            "fipdOutsiders": [0, 3],
            "fipdResident": [0, 3],
            "fipdAction": [0, 6, -1],
            "fipdMaintenance": [0, 3, -1],
            "fipdPacEnable": [0, 3, -1],
            "fipdPacPort": [0, 65536, 2 ** 32 - 1],
            "fipdPacProxyHost": [b"", bytes(254), bytes(400)],
            "fipdPacProxyPort": [0, 65536],
            "fipdPacProxyWeight": [0, 101, 2 ** 32 - 1],
            "fipdPacPeerProxyHost": [b"", bytes(254), bytes(400)],
            "fipdPacPeerProxyPort": [0, 65536],
            "fipdPacPeerProxyWeight": [0, 101],
            "fipdPacShareLoad": [0, 3],
            "fipdPacSplit": [0, 3, -1],
            "fipdPacDirectPlainNames": [0, 3, -1],
            "fipdReferences": [bytes(256), bytes(400)],
            "fipdNotificationEnable": [bytes(len(enable_all_but()) + 1)],
            "fipdNotificationResendAfterCut": [0, 3],
            "fipdNotificationSpacing": [3600001, 2 ** 32 - 1],
        }

    def set(self, *names, **values):
        """SET several objects to their good values or to those given; return error, index."""
        wanted = [(name, values.get(name) or self.alone[name])
            for name in list(names) + [name for name in values if name not in names]]
        error, index, _ = self.manager.set(*[(self.oid(name), value) for name, value in wanted])
        return error, index

    def stable(self):
        """Return what a refused SET must leave alone: everything but the reason and ages.

        A date is a clock less an age, and two readings of it may differ by a tenth.
        """
        moving = ("fipdRefusalText", "fipdLinkLastHeard", "fipdPeerLastHeard",
            "fipdLinkSilence", *self.mib.dates_of_ages())
        return dict(self.core.settings), [(name, value) for name, value in self.whole()
            if self.mib.named(name).name not in moving]

    def asked(self, op):
        return [request for request in self.core.requests if request["op"] == op]

    def test_the_writable_objects_are_those_of_the_mib(self):
        self.assertEqual(sorted(name for name, each in self.mib.objects.items()
            if each.access == "readwrite" and not each.column),
            sorted([*self.alone, "fipdSetLock", "fipdNotificationResendFrom"]))

    def test_each_good_value_is_taken_and_read_back_at_once(self):
        for name, value in self.alone.items():
            self.assertEqual(("noError", 0), self.set(name), name)
            if name != "fipdAction":
                self.assertEqual(value[1], self.read(name))

    def test_values_go_to_fipd_as_in_its_file(self):
        self.set(*self.good)
        request = self.asked("prepare")[-1]
        self.assertEqual({"redundancy": "off", "role": "standby", "peer": "10.1.2.3",
            "port": "7901", "interval": "500 ms", "count": "7", "failback": "manual",
            "failback_delay": "0 ms", "outsiders": "tell", "resident": "on",
            "maintenance": "on", "mute": "[started,checkPassed]",
            "references": "[192.168.0.254, gateway]",
            "pac": "on", "pac_port": "8000", "proxy": "p1.example", "proxy_port": "3128",
            "proxy_weight": "100", "peer_proxy": "fd00::2", "peer_proxy_port": "65535",
            "peer_proxy_weight": "3", "share_load": "off", "split": "hash",
            "direct_plain_names": "off", "resend_after_cut": "on",
            "notification_spacing": "60000 ms"},
            {each["name"]: each["value"] for each in request["set"]})
        self.assertEqual("switchover", request["action"])

    def test_one_pdu_is_one_prepare_and_one_commit_however_much_it_names(self):
        self.assertEqual(("noError", 0), self.set(*self.good))
        self.assertEqual((1, 1, 0), tuple(len(self.asked(op))
            for op in ("prepare", "commit", "undo")))

    def test_a_wrong_type_is_refused_for_each_object_and_type(self):
        before = self.stable()
        for name, (right, _) in self.alone.items():
            for tag, value in WRONG_TYPES:
                if tag != right:
                    self.assertEqual(("wrongType", 1), self.set(**{name: (tag, value)}),
                        f"{name} {tag:#x}")
        self.assertEqual(before, self.stable())
        self.assertEqual([], self.asked("prepare"))

    def test_a_value_out_of_range_is_refused_for_each_object(self):
        before = self.stable()
        for name, values in self.bad.items():
            for value in values:
                error = "wrongLength" if isinstance(value, bytes) else "wrongValue"
                tag = self.alone[name][0]
                self.assertEqual((error, 1), self.set(**{name: (tag, value)}),
                    f"{name} {value}")
        self.assertEqual(before, self.stable())

    def test_read_only_objects_and_unknown_ones_are_not_writable(self):
        for name, each in self.mib.objects.items():
            if each.access == "readonly":
                oid = next(found for found, _ in self.whole()
                    if found[:len(each.oid)] == each.oid)
                error, _, _ = self.manager.set((oid, (each.tag, b"" if each.tag == ber.OCTETS
                    else 1)))
                self.assertEqual("notWritable", error, name)
        error, _, _ = self.manager.set((self.mib.root + (1, 99, 0), (ber.INTEGER, 1)))
        self.assertEqual("notWritable", error)

    def test_another_instance_of_a_scalar_cannot_be_created(self):
        oid = self.mib.objects["fipdMonitorCount"].oid
        for index in ((1,), (0, 0), ()):
            error, _, _ = self.manager.set((oid + index, (ber.UNSIGNED, 5)))
            self.assertEqual("noCreation", error, index)

    def test_the_same_variable_twice_is_inconsistent(self):
        oid = self.oid("fipdMonitorCount")
        error, index, _ = self.manager.set((oid, (ber.UNSIGNED, 5)), (oid, (ber.UNSIGNED, 6)))
        self.assertEqual(("inconsistentValue", 2), (error, index))
        self.assertEqual(5, self.read("fipdMonitorCount"))

    def test_one_bad_value_in_any_position_spoils_all_the_good_ones(self):
        names = [name for name in self.good if name != "fipdAction"]
        before = self.stable()
        for position, name in enumerate(names):
            bad = (self.good[name][0], self.bad[name][0])
            error, index = self.set(*names, **{name: bad})
            self.assertIn(error, ("wrongValue", "wrongLength"))
            self.assertEqual(position + 1, index)
        self.assertEqual(before, self.stable())
        self.assertEqual([], self.asked("commit"))

    def test_what_fipd_finds_inconsistent_is_blamed_on_its_variable_with_the_reason(self):
        names = list(self.good)
        before = self.stable()
        for position, name in enumerate(["port", "interval", "count"]):
            self.core.rule = lambda changes, action: {"error": "inconsistentValue",
                "index": [each["name"] for each in changes].index(name),
                "text": f"{name}: not today"}
            error, index = self.set(*names)
            self.assertEqual("inconsistentValue", error)
            self.assertEqual(names.index("fipdMonitorPort") + position + 1, index)
            self.assertEqual(f"{name}: not today".encode(), self.read("fipdRefusalText"))
            self.assertIn(f"SET refused: {name}: not today", self.log("agent"))
        self.assertEqual(before, self.stable())

    def test_an_action_that_is_not_possible_now_is_inconsistent(self):
        self.core.rule = lambda changes, action: action and {"error": "inconsistentValue",
            "index": -1, "member": "action", "text": "the peer is not heard"}
        self.assertEqual(("inconsistentValue", 2), self.set("fipdMonitorCount", "fipdAction"))
        self.assertEqual(b"the peer is not heard", self.read("fipdRefusalText"))
        self.assertEqual(5, self.read("fipdMonitorCount"))

    def test_the_set_lock_lets_one_of_two_managers_through(self):
        lock = self.read("fipdSetLock")
        self.assertEqual(("noError", 0),
            self.set("fipdMonitorCount", fipdSetLock=(ber.INTEGER, lock)))
        self.assertEqual(lock + 1, self.read("fipdSetLock"))
        self.assertEqual(("inconsistentValue", 2),
            self.set("fipdMonitorInterval", fipdSetLock=(ber.INTEGER, lock)))
        self.assertEqual(2000, self.read("fipdMonitorInterval"))
        self.assertIn(b"another manager was faster", self.read("fipdRefusalText"))

    def test_more_bits_than_there_are_kinds_are_a_wrong_length(self):
        self.assertEqual(("wrongLength", 1),
            self.set(fipdNotificationEnable=(ber.OCTETS, enable_all_but() + b"\x80")))
        self.assertEqual(("noError", 0), self.set(fipdNotificationEnable=(ber.OCTETS, b"")))
        self.assertEqual(bytes(len(enable_all_but())), self.read("fipdNotificationEnable"))

    def test_a_manager_of_fewer_kinds_and_one_that_fills_the_last_octet_up_are_taken(self):
        self.assertEqual(("noError", 0), self.set(fipdNotificationEnable=(ber.OCTETS, b"\xff")))
        self.assertEqual(b"\xff" + bytes(len(enable_all_but()) - 1),
            self.read("fipdNotificationEnable"))
        self.assertEqual(("noError", 0), self.set(
            fipdNotificationEnable=(ber.OCTETS, b"\xff" * len(enable_all_but()))))
        self.assertEqual(enable_all_but(), self.read("fipdNotificationEnable"))

    def test_a_host_that_is_more_than_one_word_is_a_wrong_value(self):
        for text in (b"p q", b"p\n", b"p\0", b"\xc3\xa4"):
            self.assertEqual(("wrongValue", 1), self.set(fipdPacProxyHost=(ber.OCTETS, text)))
        self.assertEqual(b"192.168.0.1", self.read("fipdPacProxyHost"))

    def test_each_action_goes_to_fipd_by_its_name(self):
        for number, word in enumerate(("switchover", "forceSwitchover", "clearFault",
                "resetCounters"), 2):
            self.assertEqual(("noError", 0), self.set(fipdAction=(ber.INTEGER, number)))
            self.assertEqual(word, self.asked("prepare")[-1]["action"])

    def test_the_action_none_asks_nothing(self):
        self.assertEqual(("noError", 0), self.set(fipdAction=(ber.INTEGER, 1)))
        self.assertEqual([], self.asked("prepare"))

    def test_a_range_error_leaves_its_reason_in_the_mib(self):
        self.set(fipdMonitorCount=(ber.UNSIGNED, 0))
        self.assertEqual(b"fipdMonitorCount: 0 is not in 2..100", self.read("fipdRefusalText"))

    def test_fipds_own_later_refusal_replaces_it(self):
        self.set(fipdMonitorCount=(ber.UNSIGNED, 0))
        self.core.refusal = "no switchover: the peer is not heard"
        self.core.tell()
        self.wait_value("fipdRefusalText", self.core.refusal.encode())

    def test_a_failed_commit_changes_nothing_and_is_undone(self):
        before = self.stable()
        self.core.commit_error = "settings.yaml: No space left on device"
        error, _ = self.set("fipdMonitorCount", "fipdMonitorInterval")
        self.assertEqual("commitFailed", error)
        self.assertEqual(1, len(self.asked("undo")))
        self.assertEqual(self.core.commit_error.encode(), self.read("fipdRefusalText"))
        self.assertEqual(before, self.stable())

    def test_a_silent_fipd_delays_a_set_no_longer_than_it_may(self):
        """The SET is refused while fipd is still silent, not when it speaks."""
        before = len(self.core.requests)
        self.core.lag_s = 10
        error, _ = self.set("fipdMonitorCount")
        self.assertEqual("resourceUnavailable", error)
        self.assertEqual(before, len(self.core.requests))
        self.assertIn(b"in time", self.read("fipdRefusalText"))
        self.core.lag_s = 0

    def test_without_fipd_a_set_is_refused_and_reading_goes_on(self):
        self.core.stop()
        self.assertEqual("resourceUnavailable", self.set("fipdMonitorCount")[0])
        self.assertEqual(5, self.read("fipdMonitorCount"))

    def test_an_address_type_alone_must_be_that_of_the_address_in_force(self):
        self.assertEqual(("noError", 0), self.set("fipdPeerAddressType"))
        self.assertEqual([], self.asked("prepare"))

    def test_a_set_over_several_agents_parts_is_taken_whole_or_not_at_all(self):
        contact = (1, 3, 6, 1, 2, 1, 1, 4, 0)
        self.manager.set((contact, (ber.OCTETS, b"before")))
        error, _, _ = self.manager.set((contact, (ber.OCTETS, b"after")),
            (self.oid("fipdMonitorCount"), (ber.UNSIGNED, 1)))
        self.assertEqual("wrongValue", error)
        self.assertEqual(b"before", self.manager.get(contact)[0][1][1])

    def test_sets_take_no_connection_of_their_own_and_leave_nothing_behind(self):
        for count in range(2, 40):
            self.set(fipdMonitorCount=(ber.UNSIGNED, count))
        self.set(fipdMonitorCount=(ber.UNSIGNED, 1))
        self.assertEqual(1, self.core.connections)
        wait_until(lambda: len(self.asked("free")) == len(self.asked("prepare")),
            "fipd is to forget each of them")

    def test_an_older_fipd_is_asked_for_the_status_that_its_commit_does_not_give(self):
        before = len(self.asked("status"))
        self.set(fipdMonitorCount=(ber.UNSIGNED, 7))
        wait_until(lambda: len(self.asked("status")) == before + 1, "the status is asked for")
        self.assertEqual(7, self.read("fipdMonitorCount"))

    def test_a_status_that_comes_with_the_commit_is_not_asked_for(self):
        before = len(self.asked("status"))
        self.core.tells_after_commit = True
        self.core.muted = True
        self.set(fipdMonitorCount=(ber.UNSIGNED, 7))
        self.assertEqual(7, self.read("fipdMonitorCount"))
        self.assertEqual(before, len(self.asked("status")))

    def test_a_set_while_fipd_has_just_come_back_connects_at_once(self):
        self.core.stop()
        self.core.start()
        self.assertEqual(("noError", 0), self.set(fipdMonitorCount=(ber.UNSIGNED, 7)))
        self.assertEqual(7, self.read("fipdMonitorCount"))
