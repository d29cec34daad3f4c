"""fipctl check: one line and 0 to 3, as monitoring plugins do."""

from case import Case
from fake_fipd import SILENCE

OK, WARNING, CRITICAL, UNKNOWN = range(4)
WORDS = ["OK", "WARNING", "CRITICAL", "UNKNOWN"]


def alarm(kind, text):
    return {"sequence": 7, "date": "2026-11-22T18:40:01.123Z", "kind": kind, "severity": "minor",
        "clears": 0, "from": "active", "to": "active", "peer": "standby", "reason": "none",
        "silence_us": 0, "limit_us": 0, "duration_us": 0, "mac": "00:00:00:00:00:00",
        "path": 0, "text": text}


class Check(Case):
    def verdict(self, level):
        done = self.fipctl("check", ends=level)
        self.assertEqual(done.stderr, "")
        self.assertEqual(len(done.stdout.splitlines()), 1)
        self.assertTrue(done.stdout.startswith(f"FIPD {WORDS[level]} - "), done.stdout)
        return done.stdout

    def become(self, role, peer_role, peer_state="up"):
        self.fipd.status["role"]["role"] = role
        self.fipd.status["peer"].update(role=peer_role, state=peer_state)
        if role != "active":
            self.fipd.status["fips"][0]["state"] = "absent"

    def test_an_active_with_a_standby_is_ok(self):
        self.assertIn("(n1 active, peer 192.0.2.2 up, standby)", self.verdict(OK))

    def test_a_standby_with_an_active_is_ok(self):
        self.become("standby", "active")
        self.verdict(OK)

    def test_an_active_alone_is_a_warning(self):
        for state in ["communicationError", "neverSeen", "left", "degraded"]:
            with self.subTest(state=state):
                self.become("active", "unknown", state)
                self.assertIn("no redundancy", self.verdict(WARNING))

    def test_a_peer_that_cannot_take_over_is_a_warning(self):
        for role in ["fault", "disabled", "initial"]:
            with self.subTest(role=role):
                self.become("active", role)
                self.verdict(WARNING)

    def test_a_pair_in_transition_is_a_warning(self):
        for role, peer_role in [("claiming", "unknown"), ("releasing", "standby"),
                ("initial", "unknown"), ("standby", "claiming"), ("standby", "initial"), ("active", "releasing")]:
            with self.subTest(role=role, peer_role=peer_role):
                self.become(role, peer_role)
                self.fipd.status["fips"][0]["state"] = (
                    "held" if role == "active" else "absent")
                self.assertIn("in transition", self.verdict(WARNING))

    def test_a_silent_peer_that_still_answers_is_a_warning(self):
        self.become("held", "unknown", "communicationError")
        self.verdict(WARNING)

    def test_redundancy_off_is_a_warning(self):
        self.become("disabled", "unknown", "neverSeen")
        self.assertIn("redundancy is off", self.verdict(WARNING))

    def test_different_fips_are_a_warning(self):
        self.fipd.status["system"]["in_sync"] = False
        self.verdict(WARNING)

    def test_settings_that_contradict_are_a_warning_as_long_as_the_alarm(self):
        self.fipd.status["alarms"] = [alarm("configMismatch", "interval: 1 s here, 2 s there")]
        self.assertIn("2 s there", self.verdict(WARNING))
        self.fipd.status["alarms"] = []
        self.verdict(OK)

    def test_an_alarm_that_nothing_else_explains_is_a_warning(self):
        self.fipd.status["alarms"] = [alarm("journalFailed", "events are not kept on disk")]
        self.assertIn("not kept on disk", self.verdict(WARNING))

    def test_a_link_that_is_not_up_is_a_warning(self):
        self.fipd.status["links"][0]["state"] = "oneWay"
        self.assertIn("eth0", self.verdict(WARNING))

    def test_a_lost_fence_is_a_warning(self):
        self.fipd.status["settings"].update(fence_ms=17, fence_lost=True)
        self.assertIn("the fence process does not work", self.verdict(WARNING))

    def test_no_fip_is_a_warning(self):
        self.fipd.status["fips"] = []
        self.verdict(WARNING)

    def test_a_fault_is_critical_with_its_reason(self):
        self.become("fault", "active")
        self.assertIn("the peer is silent", self.verdict(CRITICAL))

    def test_a_split_brain_is_critical(self):
        self.become("active", "active")
        self.assertIn("split brain", self.verdict(CRITICAL))

    def test_nobody_holding_the_fips_is_critical(self):
        for role, state in [("standby", "up"), ("fault", "degraded"),
                ("unknown", "communicationError"), ("unknown", "neverSeen")]:
            with self.subTest(role=role, state=state):
                self.become("standby", role, state)
                self.assertIn("no node is known to hold", self.verdict(CRITICAL))

    def test_an_active_without_its_fip_is_critical(self):
        self.fipd.status["fips"][0]["state"] = "failed"
        self.assertIn("192.0.2.100", self.verdict(CRITICAL))

    def test_a_fip_missing_in_the_kernel_is_critical(self):
        self.fipd.status["settings"]["own_address"] = "127.0.0.1"
        self.assertIn("192.0.2.100", self.verdict(CRITICAL))

    def test_a_fip_on_a_standby_is_critical(self):
        self.become("standby", "active")
        self.fipd.status["settings"]["own_address"] = "127.0.0.1"
        self.fipd.status["fips"][0]["address"] = "127.0.0.1"
        self.assertIn("127.0.0.1", self.verdict(CRITICAL))

    def test_a_third_host_with_a_fip_is_critical(self):
        self.become("standby", "active")
        self.fipd.status["fips"][0]["state"] = "conflict"
        self.assertIn("192.0.2.100", self.verdict(CRITICAL))

    def test_a_role_that_is_not_told_is_unknown(self):
        self.fipd.status["role"]["role"] = "unknown"
        self.verdict(UNKNOWN)

    def test_a_frozen_fipd_is_unknown(self):
        self.fipd.handlers["status"] = lambda request: SILENCE
        self.assertIn("frozen", self.fipctl("check", "--timeout", "0.1", ends=3).stdout)

    def test_garbage_is_unknown(self):
        self.fipd.handlers["status"] = lambda request: b"\xff\xfe\n"
        self.verdict(UNKNOWN)


class CheckWithoutFipd(Case):
    plays_fipd = False

    def test_no_fipd_is_unknown(self):
        done = self.fipctl("check", ends=UNKNOWN)
        self.assertTrue(done.stdout.startswith("FIPD UNKNOWN - " + self.path))
        self.assertEqual(done.stderr, "")
