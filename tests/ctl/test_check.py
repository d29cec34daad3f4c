"""fipctl check: one line with performance data and 0 to 3, as monitoring plugins do."""

import os
import re

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

    def test_maintenance_of_either_node_is_a_warning(self):
        self.fipd.status["outlook"]["peer_maintenance"] = True
        self.assertIn("the peer is in maintenance", self.verdict(WARNING))
        self.fipd.status["outlook"]["maintenance"] = True
        self.assertIn("this node is in maintenance", self.verdict(WARNING))

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

    def test_a_fip_on_a_standby_is_critical(self):
        self.become("standby", "active")
        self.fipd.status["fips"][0]["outsider"] = "192.0.2.100/24, protocol 0"
        self.assertIn("192.0.2.100", self.verdict(CRITICAL))

    def test_a_third_host_with_a_fip_is_critical(self):
        self.become("standby", "active")
        self.fipd.status["outlook"]["conflict"] = True
        self.fipd.status["alarms"] = [{**alarm("addressConflict", "another host answers"),
            "subject": "192.0.2.100"}]
        self.assertIn("192.0.2.100", self.verdict(CRITICAL))

    def test_a_role_that_is_not_told_is_unknown(self):
        self.fipd.status["role"]["role"] = "unknown"
        self.verdict(UNKNOWN)

    def test_a_frozen_fipd_is_critical(self):
        self.fipd.handlers["status"] = lambda request: SILENCE
        said = self.fipctl("check", "--timeout", "0.1", ends=CRITICAL).stdout
        self.assertTrue(said.startswith("FIPD CRITICAL - fipd is not heard: "), said)
        self.assertIn("frozen", said)

    def test_garbage_is_unknown(self):
        self.fipd.handlers["status"] = lambda request: b"\xff\xfe\n"
        self.verdict(UNKNOWN)

    def measures(self, *words, ends=OK):
        """Return {label: (value, warning, critical, least)} of the performance data."""
        said = self.fipctl("check", *words, ends=ends).stdout
        data = said.rstrip("\n").split(" | ")
        self.assertEqual(2, len(data), said)
        return {label: tuple(values.split(";")) for label, values in
            (each.split("=") for each in data[1].split(" "))}

    def test_performance_data_has_alarms_silence_and_lost_beats(self):
        self.assertEqual({"alarms": ("0", "", "", "0"), "heard": ("0.400s", "", "", "0"),
            "lost": ("2c", "", "", "0")}, self.measures())
        self.fipd.status["alarms"] = [alarm("journalFailed", "not kept")]
        self.assertEqual("1", self.measures(ends=WARNING)["alarms"][0])

    def test_what_is_not_ok_counts_as_an_alarm(self):
        self.fipd.status["outlook"]["maintenance"] = True
        self.assertEqual("1", self.measures(ends=WARNING)["alarms"][0])

    def test_the_peers_silence_has_thresholds(self):
        words = ("-w", "3", "--critical", "7.5")
        for age_ms, ends in ((3000, OK), (3001, WARNING), (7500, WARNING), (7501, CRITICAL)):
            self.fipd.status["peer"]["heard_age_ms"] = age_ms
            self.assertEqual((f"{age_ms / 1000:.3f}s", "3", "7.5", "0"),
                self.measures(*words, ends=ends)["heard"])
        self.assertIn("silent for too long", self.fipctl("check", *words, ends=CRITICAL).stdout)
        self.measures()

    def test_a_threshold_never_makes_it_better(self):
        self.become("fault", "active")
        self.measures("-w", "1", ends=CRITICAL)
        self.fipd.status["peer"]["heard_age_ms"] = 1500
        self.measures("-w", "1", ends=CRITICAL)

    def test_a_peer_that_was_never_heard_has_been_silent_since_the_start(self):
        self.become("active", "unknown", "neverSeen")
        self.fipd.status["peer"]["heard_age_ms"] = -1
        self.fipd.status["system"]["started_age_ms"] = 5000
        self.assertEqual("5.000s", self.measures(ends=WARNING)["heard"][0])
        self.measures("-c", "4", ends=CRITICAL)

    def test_no_text_hides_the_performance_data(self):
        self.fipd.status["alarms"] = [alarm("journalFailed", "a | b")]
        self.assertIn("a / b", self.fipctl("check", ends=WARNING).stdout)
        self.measures(ends=WARNING)

    def test_a_wrong_command_line_is_unknown_as_of_any_plugin(self):
        for words in (["-w", "soon"], ["-c", "-1"], ["--nonsense"], ["more"], ["--json"]):
            with self.subTest(words=words):
                done = self.fipctl("check", *words, ends=UNKNOWN)
                self.assertTrue(done.stdout.startswith("FIPD UNKNOWN - "), done.stdout)
                self.assertEqual(1, len(done.stdout.splitlines()))


class CheckWithoutFipd(Case):
    plays_fipd = False

    def test_no_fipd_is_critical(self):
        done = self.fipctl("check", ends=CRITICAL)
        self.assertTrue(done.stdout.startswith(
            "FIPD CRITICAL - fipd is not heard: " + self.path), done.stdout)
        self.assertEqual(done.stderr, "")

    def test_a_path_that_cannot_be_fipds_is_unknown(self):
        with open(self.path, "w"):
            pass
        done = self.fipctl("--control", self.path + "/below", "check", ends=UNKNOWN)
        self.assertTrue(done.stdout.startswith("FIPD UNKNOWN - "), done.stdout)


class Page(Case):
    plays_fipd = False

    def read(self, *path):
        with open(os.path.join(os.path.dirname(__file__), "..", "..", *path)) as file:
            return file.read()

    def test_the_page_tells_every_row_of_the_table_in_its_order(self):
        rows = re.findall(r'^VERDICT\(\w+, (\w+), "(\w+)",\n\t"(.+)",\n\t"(.+)",\n',
            self.read("core", "protocol", "verdict.def"), re.M)
        self.assertGreater(len(rows), 20)
        told = re.findall(r"^\| (\w+) \| `(\w+)` \| (.+?) \| (.+) \|$",
            self.read("docs", "verdict.md"), re.M)
        self.assertEqual([(level.lower(), *rest) for level, *rest in rows], told)
