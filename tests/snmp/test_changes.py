"""A fipd that tells what has changed in its status, and not the whole of it each time."""

from lab import Lab, wait_until

STALE, CONNECTED = 2, 1
AGES = {"fipdPeerSilence", "fipdLinkSilence"}  # they grow by themselves; a date may waver
MANY = [f"10.1.{number // 250}.{number % 250 + 1}" for number in range(1000)]


class ChangesTest(Lab):
    def setUp(self):
        super().setUp()
        self.start_all()

    def tell(self, **change):
        self.core.tell({"change": change})

    def asked(self, op):
        return [request for request in self.core.requests if request["op"] == op]

    def row_of(self, address):
        return (1, 4, *map(int, address.split(".")))

    def test_it_asks_for_changes(self):
        self.assertEqual([True], [each["changes"] for each in self.asked("subscribe")])

    def test_a_change_is_read_and_all_else_stays(self):
        before = dict(self.whole())
        self.tell(counters={"failovers": 77}, links=[{"row": 0, "sent": 4321}])
        self.wait_value("fipdFailovers", 77)
        after = dict(self.whole())
        changed = {self.mib.named(name).name for name in before if before[name] != after[name]}
        self.assertEqual({"fipdFailovers", "fipdLinkSent"}, changed - AGES - self.mib.dates_of_ages())

    def test_an_instant_that_is_not_told_anew_stays_the_same(self):
        before = [self.read(name) for name in ("fipdRoleSince", "fipdConfigLastChange")]
        row = self.row_of("192.168.0.100")
        before.append(self.read("fipdAddressSince", *row))
        for count in range(100, 120):
            self.tell(counters={"failovers": count})
            self.wait_value("fipdFailovers", count)
        after = [self.read(name) for name in ("fipdRoleSince", "fipdConfigLastChange")]
        self.assertEqual(before, after + [self.read("fipdAddressSince", *row)])

    def test_of_a_thousand_fips_one_changes(self):
        self.core.settings["fips"] = ", ".join(f"{fip}/24" for fip in reversed(MANY))
        self.core.tell()
        one, other = (("fipdAddressConflicts", *self.row_of(fip)) for fip in MANY[3:5])
        wait_until(lambda: self.read(*one) == 1, "the row is there")
        self.tell(fips=[{"row": 1000 - 1 - 3, "conflicts": 5}])
        wait_until(lambda: self.read(*one) == 5, "the change is in its row")
        self.assertEqual(1, self.read(*other))

    def test_networks_that_have_changed_are_rows(self):
        column = self.mib.objects["fipdPacClientStatus"].oid
        self.tell(pac={"client_networks": ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"]})
        wait_until(lambda: len(self.manager.walk(column)) == 3, "three networks")

    def test_a_counter_that_goes_back_in_a_change_is_a_discontinuity(self):
        before = self.read("fipdDiscontinuityTime")
        self.tell(counters={"failovers": 0})
        self.wait_value("fipdFailovers", 0)
        self.assertGreater(self.read("fipdDiscontinuityTime"), before)

    def test_a_change_of_what_is_not_there_has_the_whole_asked_for(self):
        before = len(self.asked("status"))
        self.tell(fips=[{"row": 900, "conflicts": 5}])
        wait_until(lambda: len(self.asked("status")) == before + 1, "the status is asked for")
        self.tell(counters={"failovers": 8})
        self.wait_value("fipdFailovers", 8)
        self.assertEqual(before + 1, len(self.asked("status")))

    def test_who_has_lost_fipd_begins_with_the_whole(self):
        self.tell(counters={"failovers": 77})
        self.wait_value("fipdFailovers", 77)
        self.core.stop()
        self.wait_value("fipdCoreStatus", STALE)
        self.core.start()
        self.wait_current()
        self.assertEqual(self.core.failovers, self.read("fipdFailovers"))

    def test_a_change_that_is_empty_is_a_sign_of_life(self):
        self.core.thawed.clear()
        self.wait_value("fipdCoreStatus", STALE)
        for subscriber in self.core.subscribers():
            self.core.send(subscriber, {"change": {}})
        self.wait_value("fipdCoreStatus", CONNECTED)
        self.core.thawed.set()
