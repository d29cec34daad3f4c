"""Rows of the tables of F-IPs and of networks: RowStatus as in RFC 2579, one PDU one change."""

import ber
from lab import Lab
from test_set import WRONG_TYPES

ACTIVE, NOT_IN_SERVICE, NOT_READY, CREATE_AND_GO, CREATE_AND_WAIT, DESTROY = range(1, 7)
VOLATILE, NON_VOLATILE = 2, 3
NEW = (1, 4, 10, 0, 0, 9)
OLD = (1, 4, 10, 0, 0, 7)
SIX = (2, 16, 0xfd) + 14 * (0,) + (9,)


class RowsLab(Lab):
    def setUp(self):
        super().setUp()
        self.start_all()

    def set(self, *assignments):
        """SET (name, index, value) each; return error and index of the varbind at fault."""
        tags = {"fipdAddressStatus": ber.INTEGER, "fipdAddressPrefixLength": ber.UNSIGNED,
            "fipdMonitorCount": ber.UNSIGNED, "fipdPacDirectStatus": ber.INTEGER,
            "fipdPacClientStatus": ber.INTEGER}
        error, position, _ = self.manager.set(*[(self.oid(name, *index), (tags[name], value))
            for name, index, value in assignments])
        return error, position

    def status(self, index, value):
        return "fipdAddressStatus", index, value

    def prefix(self, index, value):
        return "fipdAddressPrefixLength", index, value

    def assert_set(self, *assignments):
        self.assertEqual(("noError", 0), self.set(*assignments))

    def assert_refused(self, error, position, *assignments):
        """The SET is refused with that error at that varbind, and nothing changed."""
        before, fips = self.rows(), self.core.settings["fips"]
        self.assertEqual((error, position), self.set(*assignments))
        self.assertEqual((before, fips), (self.rows(), self.core.settings["fips"]))

    def rows(self):
        """Return {index: (status, storage, prefix length)} of every row."""
        column = self.mib.objects["fipdAddressStatus"].oid
        found = {name[len(column):]: value[1] for name, value in self.manager.walk(column)}
        return {index: (status, self.read("fipdAddressStorage", *index),
            self.read("fipdAddressPrefixLength", *index)) for index, status in found.items()}


class FipsTest(RowsLab):
    def test_create_and_go_is_in_force_at_once_whatever_the_order_of_the_variables(self):
        self.assert_set(self.status(NEW, CREATE_AND_GO), self.prefix(NEW, 25))
        self.assertEqual((ACTIVE, NON_VOLATILE, 25), self.rows()[NEW])
        self.assert_set(self.prefix(SIX, 64), self.status(SIX, CREATE_AND_GO))
        self.assertEqual({"192.168.0.100/24", "10.0.0.7/24", "10.0.0.9/25", "fd00::9/64"},
            set(self.core.settings["fips"].split(", ")))

    def test_create_and_wait_becomes_active_step_by_step(self):
        self.assert_set(self.status(NEW, CREATE_AND_WAIT))
        self.assertEqual((NOT_READY, VOLATILE, 0), self.rows()[NEW])
        self.assert_refused("inconsistentValue", 1, self.status(NEW, ACTIVE))
        self.assert_set(self.prefix(NEW, 24))
        self.assertEqual((NOT_IN_SERVICE, VOLATILE, 24), self.rows()[NEW])
        self.assertNotIn("10.0.0.9", self.core.settings["fips"])
        self.assert_set(self.status(NEW, ACTIVE))
        self.assertEqual((ACTIVE, NON_VOLATILE, 24), self.rows()[NEW])
        self.assertIn("10.0.0.9/24", self.core.settings["fips"])

    def test_not_in_service_takes_it_out_and_active_puts_it_back(self):
        self.assert_set(self.status(OLD, NOT_IN_SERVICE))
        self.assertEqual("192.168.0.100/24", self.core.settings["fips"])
        self.assertEqual((NOT_IN_SERVICE, VOLATILE, 24), self.rows()[OLD])
        self.assert_set(self.status(OLD, ACTIVE))
        self.assertIn("10.0.0.7/24", self.core.settings["fips"])

    def test_destroy_removes_and_of_nothing_is_no_error(self):
        self.assert_set(self.status(OLD, DESTROY))
        self.assertNotIn(OLD, self.rows())
        self.assertEqual("192.168.0.100/24", self.core.settings["fips"])
        self.assert_set(self.status(OLD, DESTROY))

    def test_many_rows_and_a_scalar_are_one_prepare(self):
        self.assert_set(self.status(OLD, DESTROY), self.status(NEW, CREATE_AND_GO),
            self.prefix(NEW, 24), ("fipdMonitorCount", (0,), 7))
        prepares = [each for each in self.core.requests if each["op"] == "prepare"]
        self.assertEqual(1, len(prepares))
        self.assertEqual({"count": "7", "fips": "10.0.0.9/24, 192.168.0.100/24"}, {
            each["name"]: ", ".join(sorted(each["value"].split(", ")))
            for each in prepares[0]["set"]})

    def test_what_row_status_forbids_is_inconsistent(self):
        self.assert_refused("inconsistentValue", 1, self.status(NEW, ACTIVE))
        self.assert_refused("inconsistentValue", 1, self.status(NEW, NOT_IN_SERVICE))
        self.assert_refused("inconsistentValue", 1, self.status(NEW, CREATE_AND_GO))
        self.assert_refused("inconsistentValue", 2, self.prefix(OLD, 24),
            self.status(OLD, CREATE_AND_GO))
        self.assert_refused("inconsistentName", 1, self.prefix(NEW, 24))

    def test_wrong_types_lengths_and_values_are_refused_by_themselves(self):
        for name, right in (("fipdAddressStatus", ber.INTEGER),
                ("fipdAddressPrefixLength", ber.UNSIGNED)):
            for tag, value in WRONG_TYPES:
                if tag != right:
                    self.assertEqual("wrongType",
                        self.manager.set((self.oid(name, *OLD), (tag, value)))[0])
        for value in (0, NOT_READY, 7, -1):
            self.assert_refused("wrongValue", 1, self.status(OLD, value))
        for value in (0, 129, 2 ** 32 - 1):
            self.assert_refused("wrongValue", 1, self.prefix(OLD, value))

    def test_an_index_that_is_no_address_cannot_be_created(self):
        for index in ((0,), (1, 3, 10, 0, 0), (1, 4, 10, 0, 0, 256), (2, 4, 10, 0, 0, 1),
                (16, 4, 1, 2, 3, 4), NEW + (0,)):
            self.assert_refused("noCreation", 1, self.status(index, CREATE_AND_WAIT))

    def test_one_bad_row_spoils_the_good_ones(self):
        self.assert_refused("inconsistentValue", 3, self.status(NEW, CREATE_AND_GO),
            self.prefix(NEW, 24), self.status((1, 4, 10, 0, 0, 10), ACTIVE))
        self.assert_refused("wrongValue", 2, self.status(NEW, CREATE_AND_WAIT),
            ("fipdMonitorCount", (0,), 1))

    def test_one_fip_takes_the_place_of_all_others(self):
        self.assert_set(self.status(OLD, DESTROY), self.status(NEW, CREATE_AND_GO),
            self.prefix(NEW, 24), self.status((1, 4, 192, 168, 0, 100), DESTROY))

    def test_what_fipd_refuses_is_blamed_on_the_row_with_the_reason(self):
        self.core.rule = lambda changes, action: {"error": "inconsistentValue", "index": 0,
            "text": "fips: is missing while redundancy is on"}
        self.assert_refused("inconsistentValue", 1, self.status(OLD, DESTROY),
            self.status((1, 4, 192, 168, 0, 100), NOT_IN_SERVICE))
        prepares = [each for each in self.core.requests if each["op"] == "prepare"]
        self.assertEqual([{"name": "fips", "value": ""}], prepares[-1]["set"])
        self.assertEqual(b"fips: is missing while redundancy is on",
            self.read("fipdRefusalText"))

    def test_a_failed_commit_leaves_the_rows_that_fipd_knows_nothing_of_too(self):
        self.assert_set(self.status(NEW, CREATE_AND_WAIT))
        self.core.commit_error = "settings.yaml: No space left on device"
        self.assert_refused("commitFailed", 2, self.status(NEW, DESTROY),
            ("fipdMonitorCount", (0,), 7))

    def test_another_agents_refusal_undoes_a_row(self):
        contact = (1, 3, 6, 1, 2, 1, 1, 4, 0)
        before = self.rows()
        error, _, _ = self.manager.set((self.oid("fipdAddressStatus", *NEW),
            (ber.INTEGER, CREATE_AND_WAIT)), (contact, (ber.INTEGER, 5)))
        self.assertEqual("wrongType", error)
        self.assertEqual(before, self.rows())

    def test_rows_not_in_force_stay_through_a_restart_of_fipd(self):
        self.assert_set(self.status(NEW, CREATE_AND_WAIT), self.prefix(NEW, 24))
        self.core.stop()
        self.wait_value("fipdCoreStatus", 2)
        self.core.start()
        self.wait_current()
        self.assertEqual((NOT_IN_SERVICE, VOLATILE, 24), self.rows()[NEW])


class NetworksTest(RowsLab):
    """The same of networks, whose prefix length is in the index."""

    TEN = (1, 4, 10, 0, 0, 0)

    def direct(self, prefix_length, value):
        return "fipdPacDirectStatus", self.TEN + (prefix_length,), value

    def client(self, prefix_length, value):
        return "fipdPacClientStatus", self.TEN + (prefix_length,), value

    def networks(self, column="fipdPacDirectStatus"):
        oid = self.mib.objects[column].oid
        return {name[len(oid):]: value[1] for name, value in self.manager.walk(oid)}

    def test_a_network_is_put_in_force_and_removed(self):
        self.assert_set(self.direct(8, CREATE_AND_GO), self.direct(24, CREATE_AND_GO))
        self.assertEqual({"127.0.0.0/8", "fd00::/8", "10.0.0.0/8", "10.0.0.0/24"},
            set(self.core.settings["direct_networks"].split(", ")))
        self.assertEqual(b"10.0.0.0/24", self.read("fipdPacDirectText", *self.TEN, 24))
        self.assertEqual(NON_VOLATILE, self.read("fipdPacDirectStorage", *self.TEN, 24))
        self.assert_set(self.direct(8, DESTROY), self.direct(24, NOT_IN_SERVICE))
        self.assertEqual("127.0.0.0/8, fd00::/8", self.core.settings["direct_networks"])
        self.assertEqual(NOT_IN_SERVICE, self.networks()[self.TEN + (24,)])
        self.assertEqual(VOLATILE, self.read("fipdPacDirectStorage", *self.TEN, 24))

    def test_the_last_client_network_can_be_removed(self):
        self.assert_set(self.client(8, DESTROY))
        self.assertEqual("", self.core.settings["client_networks"])
        self.assertEqual({}, self.networks("fipdPacClientStatus"))

    def test_rows_of_three_tables_are_one_prepare(self):
        self.assert_set(self.direct(8, CREATE_AND_GO), self.status(NEW, CREATE_AND_GO),
            self.client(16, CREATE_AND_GO), self.prefix(NEW, 24))
        prepares = [each for each in self.core.requests if each["op"] == "prepare"]
        self.assertEqual([["fips", "direct_networks", "client_networks"]],
            [[change["name"] for change in each["set"]] for each in prepares])

    def test_what_fipd_refuses_is_blamed_on_the_row_of_its_table(self):
        self.core.rule = lambda changes, action: {"error": "wrongValue", "index": 1,
            "text": "client_networks: not today"}
        self.assert_refused("wrongValue", 2, self.direct(8, CREATE_AND_GO),
            self.client(16, CREATE_AND_GO))

    def test_an_index_that_is_no_network_cannot_be_created(self):
        for index in (self.TEN, self.TEN + (0,), self.TEN + (33,), self.TEN + (8, 0),
                (2, 16) + 16 * (0,) + (129,), (1, 4, 10, 0, 0, 256, 8)):
            self.assert_refused("noCreation", 1, ("fipdPacDirectStatus", index, CREATE_AND_GO))

    def test_what_row_status_forbids_of_a_network_is_inconsistent(self):
        self.assert_refused("inconsistentValue", 1, self.direct(8, ACTIVE))
        self.assert_refused("inconsistentValue", 1, self.client(8, CREATE_AND_GO))
        self.assertEqual(b"fipdPacClientStatus: 10.0.0.0/8 is a row already",
            self.read("fipdRefusalText"))
        self.assert_refused("wrongValue", 1, self.direct(8, NOT_READY))
