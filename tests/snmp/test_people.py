"""SET and GET for people: addresses and rows as text, one kind muted, reasons that help."""

import time

import ber
from lab import Lab, wait_until

CREATE_AND_GO, CREATE_AND_WAIT, DESTROY = 4, 5, 6
SYS_OR_ID = (1, 3, 6, 1, 2, 1, 1, 9, 1, 2)


def text(name):
    """Return a name as the arcs of an IMPLIED index."""
    return tuple(name.encode())


class PeopleLab(Lab):
    def setUp(self):
        super().setUp()
        self.start_all()

    def set(self, *assignments):
        """SET (name, index, value) each, typed as the value is; return error and position."""
        error, position, _ = self.manager.set(*[(self.oid(name, *index),
            (ber.OCTETS if isinstance(value, bytes) else self.mib.objects[name].tag, value))
            for name, index, value in assignments])
        return error, position

    def assert_set(self, *assignments):
        self.assertEqual(("noError", 0), self.set(*assignments),
            self.read("fipdRefusalText").decode())

    def assert_refused(self, error, position, words, *assignments):
        before = dict(self.core.settings)
        self.assertEqual((error, position), self.set(*assignments))
        self.assertIn(words, self.read("fipdRefusalText").decode())
        self.assertEqual(before, self.core.settings)

    def asked(self):
        return [each for each in self.core.requests if each["op"] == "prepare"][-1]["set"]

    def names(self, column):
        oid = self.mib.objects[column].oid
        return [bytes(name[len(oid):]).decode() for name, _ in self.manager.walk(oid)]


class TextTest(PeopleLab):
    def test_the_peers_address_is_set_as_text_of_either_family(self):
        self.assert_set(("fipdPeerAddressText", (0,), b"192.168.0.3"))
        self.assertEqual("192.168.0.3", self.core.settings["peer"])
        self.assert_set(("fipdPeerAddressText", (0,), b"2001:db8::2"))
        self.assertEqual((2, bytes.fromhex("20010db8" + 22 * "0" + "02")),
            (self.read("fipdPeerAddressType"), self.read("fipdPeerAddress")))

    def test_the_peers_address_is_set_as_sixteen_octets_with_its_kind(self):
        six = bytes.fromhex("20010db8" + 22 * "0" + "03")
        self.assert_refused("inconsistentValue", 1, "another kind than the address that is set with it",
            ("fipdPeerAddressType", (0,), 1), ("fipdPeerAddress", (0,), six))
        self.assert_set(("fipdPeerAddressType", (0,), 2), ("fipdPeerAddress", (0,), six))
        self.assertEqual("2001:db8::3", self.core.settings["peer"])
        self.assert_refused("wrongLength", 1, "4 octets or 16",
            ("fipdPeerAddress", (0,), bytes(8)))

    def test_one_thing_by_two_names_is_named_twice(self):
        self.assert_refused("inconsistentValue", 2, "named twice",
            ("fipdPeerAddress", (0,), bytes([192, 168, 0, 3])),
            ("fipdPeerAddressText", (0,), b"192.168.0.3"))
        self.assert_refused("inconsistentValue", 2, "named twice",
            ("fipdFipStatus", text("10.0.0.7/24"), DESTROY),
            ("fipdAddressStatus", (1, 4, 10, 0, 0, 7), DESTROY))
        self.assert_refused("inconsistentValue", 2, "named twice",
            ("fipdNotificationMuted", (6,), 1), ("fipdNotificationEnable", (0,), bytes(4)))

    def test_references_are_read_and_set_as_a_list(self):
        self.assertEqual(b"gateway, 192.168.0.9", self.read("fipdReferences"))
        self.assert_set(("fipdReferences", (0,), b"gateway 192.168.0.254"))
        self.assertEqual([{"name": "references", "value": "[gateway 192.168.0.254]"}],
            self.asked())
        self.assert_set(("fipdReferences", (0,), b""))
        self.assertEqual([{"name": "references", "value": "[]"}], self.asked())
        self.assert_refused("wrongValue", 1, "octets", ("fipdReferences", (0,), b"gate\nway"))


class NamedRowsTest(PeopleLab):
    def test_rows_are_named_by_their_text_and_come_in_its_order(self):
        self.assertEqual(["10.0.0.7/24", "192.168.0.100/24"], self.names("fipdFipStatus"))
        self.assert_set(("fipdFipStatus", text("10.0.0.10/24"), CREATE_AND_GO),
            ("fipdFipStatus", text("fd00::9/64"), CREATE_AND_GO))
        self.assertEqual(["10.0.0.10/24", "10.0.0.7/24", "192.168.0.100/24", "fd00::9/64"],
            self.names("fipdFipStatus"))
        self.assertEqual(["127.0.0.0/8", "fd00::/8"], self.names("fipdPacDirectNetStatus"))
        self.assertEqual(["10.0.0.0/8"], self.names("fipdPacClientNetStatus"))

    def test_a_name_that_a_walk_gave_is_taken_by_a_set(self):
        name = self.names("fipdFipStatus")[0]
        self.assert_set(("fipdFipStatus", text(name), DESTROY))
        self.assertEqual("192.168.0.100/24", self.core.settings["fips"])
        self.assert_set(("fipdFipStatus", text(name), CREATE_AND_GO))
        self.assertEqual({"10.0.0.7/24", "192.168.0.100/24"},
            set(self.core.settings["fips"].split(", ")))

    def test_a_row_is_one_in_both_tables(self):
        self.assert_set(("fipdFipStatus", text("10.0.0.9"), CREATE_AND_WAIT))
        self.assertEqual(3, self.read("fipdAddressStatus", 1, 4, 10, 0, 0, 9))
        self.assertIn("10.0.0.9", self.names("fipdFipStatus"))
        self.assert_set(("fipdAddressPrefixLength", (1, 4, 10, 0, 0, 9), 25))
        self.assertIn("10.0.0.9/25", self.names("fipdFipStatus"))

    def test_the_address_alone_names_what_is_there_and_a_wrong_length_does_not(self):
        self.assert_refused("inconsistentValue", 1, "is there with the prefix length 24",
            ("fipdFipStatus", text("10.0.0.7/25"), DESTROY))
        self.assert_refused("inconsistentValue", 1, "is there with the prefix length 24",
            ("fipdFipStatus", text("10.0.0.7/25"), CREATE_AND_GO))
        self.assert_set(("fipdFipStatus", text("10.0.0.7"), DESTROY))
        self.assertEqual(["192.168.0.100/24"], self.names("fipdFipStatus"))

    def test_networks_are_put_in_force_and_removed_by_their_text(self):
        self.assert_set(("fipdPacDirectNetStatus", text("10.0.0.0/8"), CREATE_AND_GO),
            ("fipdPacClientNetStatus", text("10.0.0.0/8"), DESTROY))
        self.assertEqual("127.0.0.0/8, 10.0.0.0/8, fd00::/8".split(", "),
            sorted(self.core.settings["direct_networks"].split(", "), key=lambda each:
            (":" in each, not each.startswith("127"))))
        self.assertEqual([], self.names("fipdPacClientNetStatus"))

    def test_an_index_that_is_no_name_cannot_be_created(self):
        for name in ("", "10.0.0", "10.0.0.256/24", "10.0.0.9/33", "10.0.0.9/0", "10.0.0.9/",
                "fd00::9/129", "gateway", "10.0.0.9/24 ", "10.0.0.9/+4", 100 * "1"):
            self.assert_refused("noCreation", 1, "fipdFipStatus",
                ("fipdFipStatus", text(name), CREATE_AND_WAIT))
        self.assert_refused("noCreation", 1, 'such as "10.0.0.0/8"',
            ("fipdPacDirectNetStatus", text("10.0.0.0"), CREATE_AND_GO))

    def test_who_writes_the_other_tables_index_is_told_of_this_one(self):
        wrong = (1, 13) + text("192.168.0.101")
        self.assert_refused("noCreation", 1, "fipdFipStatus takes it as text",
            ("fipdAddressStatus", wrong, CREATE_AND_WAIT))

    def test_what_fipd_refuses_is_blamed_on_the_row_that_it_names(self):
        self.core.rule = lambda changes, action: {"error": "wrongValue", "index": 0,
            "text": "fips: 10.0.0.90 cannot be an F-IP"}
        self.assert_refused("wrongValue", 3, "10.0.0.90",
            ("fipdFipStatus", text("10.0.0.9/24"), CREATE_AND_GO),
            ("fipdFipStatus", text("10.0.0.91/24"), CREATE_AND_GO),
            ("fipdFipStatus", text("10.0.0.90/24"), CREATE_AND_GO))

    def test_a_prefix_length_that_ipv4_does_not_have_is_blamed_itself(self):
        self.assert_refused("wrongValue", 2, "33 is not in 1..32",
            ("fipdAddressStatus", (1, 4, 10, 0, 0, 9), CREATE_AND_GO),
            ("fipdAddressPrefixLength", (1, 4, 10, 0, 0, 9), 33))


class MuteTest(PeopleLab):
    def test_one_kind_is_muted_by_one_value_and_no_other_is(self):
        self.assert_set(("fipdNotificationMuted", (17,), 1))
        self.assertEqual("[linkUp]", self.core.settings["mute"])
        self.assert_set(("fipdNotificationMuted", (14,), 1), ("fipdNotificationMuted", (1,), 1))
        self.assertEqual({"started", "fipRestored", "linkUp"},
            set(self.core.settings["mute"].strip("[]").split(",")))
        self.assert_set(("fipdNotificationMuted", (17,), 2))
        self.assertEqual([1, 14], [kind for kind in range(1, 28)
            if self.read("fipdNotificationMuted", kind) == 1])
        self.assertEqual(0, self.read("fipdNotificationEnable")[0] & 0x80)

    def test_what_is_no_kind_cannot_be_muted(self):
        for index in ((0,), (200,), (17, 0)):
            self.assert_refused("noCreation", 1, "no kind of event",
                ("fipdNotificationMuted", index, 1))


class WordsTest(PeopleLab):
    def test_a_word_for_a_number_is_answered_with_the_number_of_the_nearest(self):
        for name, word, hint in (("fipdAction", b"swichover", "switchover(2)"),
                ("fipdConfiguredRole", b"standbye", "standby(2)"),
                ("fipdConfiguredRole", b"master", "active(1) or standby(2)"),
                ("fipdMaintenance", b"on", "on(1)"),
                ("fipdPacSplit", b"even_odd", "even-odd(1)")):
            self.assert_refused("wrongType", 1, f"{name} takes a number and not a text: {hint}",
                (name, (0,), word))


class TimesTest(PeopleLab):
    def seconds(self, name, *index):
        """Return a DateAndTime as Unix time."""
        octets = self.read(name, *index)
        stamp = (octets[0] << 8 | octets[1], *octets[2:7])
        return time.mktime((*stamp, 0, 0, 0)) - time.timezone

    def test_dates_are_those_of_the_ages_and_stand_still(self):
        date = self.read("fipdPeerSinceDate")
        self.assertLess(abs(self.seconds("fipdPeerSinceDate") - self.core.started), 3)
        self.assertLess(abs(self.seconds("fipdConfigChangeDate") - self.core.started), 3)
        self.assertLess(abs(self.seconds("fipdLinkSinceDate", 1) - self.core.started), 3)
        self.assertLess(abs(self.seconds("fipdAddressSinceDate", 1, 4, 10, 0, 0, 7)
            - self.core.started), 3)
        sequence = self.core.add_event()
        wait_until(lambda: self.read("fipdEventLast") == sequence, "the event")
        self.assertEqual(date, self.read("fipdPeerSinceDate"))

    def test_what_never_was_is_of_1970(self):
        self.assertEqual(1970, int.from_bytes(self.read("fipdLinkLastHeardDate", 2)[:2], "big"))

    def test_silence_is_none_while_it_is_heard_and_grows_when_it_is_not(self):
        self.assertEqual((0, 0), (self.read("fipdPeerSilence"), self.read("fipdLinkSilence", 1)))
        first = self.read("fipdLinkSilence", 2)
        self.assertGreaterEqual(first, 100_000)  # it never was, and fipd runs that long
        wait_until(lambda: self.read("fipdLinkSilence", 2) > first, "it grows")
        self.core.stop()
        self.wait_value("fipdCoreStatus", 2)
        self.assertGreaterEqual(self.read("fipdPeerSilence"), 400)


class DiscoveryTest(PeopleLab):
    def modules(self):
        return [value[1] for _, value in self.manager.walk(SYS_OR_ID)]

    def test_the_host_says_that_it_has_the_module_as_long_as_it_has(self):
        own = self.mib.root + (2, 3, 1)
        wait_until(lambda: own in self.modules(), "the row of sysORTable")
        self.kill("agent")
        wait_until(lambda: own not in self.modules(), "the row goes with the agent")
