"""fipctl drill: would a takeover work, why not, and how long would it take."""

import json

from case import Case
from fake_fipd import make_event

H_US, COUNT = 2000000, 5


class DrillCase(Case):
    def drill(self, ends=0):
        return json.loads(self.fipctl("drill", "--json", "--state", self.folder, ends=ends).stdout)

    def finding(self, told, subject, health):
        """Return the texts of the findings on a subject with this health."""
        return [finding["text"] for finding in told["findings"]
            if (finding["subject"], finding["health"]) == (subject, health)]

    def stand_by(self):
        """Let this node be the one that would take over."""
        self.fipd.status["role"]["role"] = "standby"
        self.fipd.status["peer"]["role"] = "active"
        self.fipd.status["fips"][0]["state"] = "absent"


class YesTest(DrillCase):
    def test_an_orderly_pair_would_take_over_seen_from_either_node(self):
        for change in (lambda: None, self.stand_by):
            change()
            told = self.drill()
            self.assertTrue(told["would_work"])
            self.assertEqual([], [finding for finding in told["findings"]
                if finding["health"] != "ok"])
            self.assertEqual({"roles", "peer", "link", "F-IPs", "settings", "lease", "references",
                "disk", "segment"}, {finding["subject"] for finding in told["findings"]})

    def test_the_estimate_is_the_sum_of_its_parts(self):
        told = self.drill()
        for estimate in (told["crash"], told["move"]):
            for bound in ("least_us", "most_us"):
                self.assertEqual(estimate[bound],
                    sum(part[bound] for part in estimate["parts"]))
        detection = told["crash"]["parts"][0]
        self.assertEqual({"name": "detection", "least_us": (COUNT - 1) * H_US,
            "most_us": COUNT * H_US}, detection)
        self.assertEqual(1000000, told["move"]["most_us"])
        self.assertEqual(125, told["move"]["least_us"])

    def test_a_peer_with_a_longer_interval_makes_the_range_wider(self):
        self.fipd.status["settings"]["detection_ms"] = 30000
        told = self.drill()
        self.assertEqual({"name": "detection", "least_us": 15000000, "most_us": 30000000},
            told["crash"]["parts"][0])

    def test_it_asks_for_the_status_and_nothing_else(self):
        self.drill()
        self.assertEqual(["status"], [op for op in self.fipd.ops() if op != "hello"])

    def test_a_person_reads_the_verdict_in_the_last_line(self):
        told = self.said("drill", "--state", self.folder)
        self.assertEqual("yes: a takeover would work now, as far as this node can know",
            told.splitlines()[-1])
        self.assertRegex(told, r"\ncrash +8 s to 10\.\d s +if the active node lost its power")
        self.assertIn("\nmove ", told)
        self.assertIn("The last takeover here took 760 ms from the decision", told)

    def test_checks_are_shown_where_fipd_tells_them(self):
        self.fipd.status["checks"] = [{"name": "squid", "state": "passed", "effect": "demote"},
            {"name": "disk", "state": "failed", "effect": "report"},
            {"name": "web", "state": "unknown", "effect": "demote"}]
        told = self.drill()
        self.assertEqual(["squid: passed here"], self.finding(told, "check", "ok"))
        self.assertEqual(["disk: failed here", "web: unknown here"],
            self.finding(told, "check", "note"))

    def test_what_does_not_hinder_a_takeover_is_a_note(self):
        self.fipd.status["outlook"].update(damped_ms=60000, retry_ms=5000, restart_ms=1000,
            mismatch="timingDiffers")
        self.fipd.status["links"].append({**self.fipd.status["links"][0], "name": "eth1",
            "state": "down", "trouble": "refused", "heard_age_ms": -1})
        self.fipd.status["alarms"] = [make_event(7, kind="linkDown", text="link eth1 is down")]
        told = self.drill()
        self.assertEqual(3, len(self.finding(told, "waiting", "note")))
        self.assertEqual(1, len(self.finding(told, "settings", "note")))
        self.assertEqual(["eth1 is down, heard never; round trip 0.2 ms; trouble: refused"],
            self.finding(told, "link", "note"))
        self.assertEqual(["linkDown: link eth1 is down"], self.finding(told, "alarm", "note"))

    def test_a_state_folder_that_is_not_there_is_a_note(self):
        told = json.loads(self.fipctl("drill", "--json", "--state", "/nowhere").stdout)
        self.assertEqual(["/nowhere: No such file or directory"],
            self.finding(told, "disk", "note"))


class NoTest(DrillCase):
    def refuse(self, subject, text):
        told = self.drill(ends=1)
        self.assertFalse(told["would_work"])
        self.assertEqual((None, None), (told["crash"], told["move"]))
        self.assertIn(text, " / ".join(self.finding(told, subject, "fault")), told["findings"])

    def change(self, group, **members):
        self.fipd.status[group].update(members)

    def test_redundancy_is_off(self):
        self.change("role", role="disabled")
        self.refuse("roles", "redundancy is off here")

    def test_nobody_is_active(self):
        self.change("role", role="standby")
        self.refuse("roles", "one of them must be active")

    def test_this_node_is_in_fault(self):
        self.change("role", role="fault", reason_text="the interface is down")
        self.refuse("roles", "this node is fault: the interface is down and the peer standby")

    def test_the_peer_is_not_there(self):
        for state, text in (("neverSeen", "has not been heard since"),
                ("communicationError", "is silent"), ("left", "has been stopped"),
                ("degraded", "does not hear this node or cannot hold")):
            self.change("peer", state=state)
            with self.subTest(state):
                self.refuse("peer", text)

    def test_no_link_is_up(self):
        self.fipd.status["links"][0].update(state="oneWay", trouble="unauthentic")
        self.refuse("link", "eth0 is oneWay, heard 400 ms ago; round trip 0.2 ms; trouble: unauthentic")

    def test_the_taker_is_in_maintenance(self):
        self.change("outlook", peer_maintenance=True)
        self.refuse("maintenance", "192.0.2.2 is in maintenance and takes nothing over")
        self.change("outlook", peer_maintenance=False, maintenance=True)
        self.assertTrue(self.drill()["would_work"])
        self.stand_by()
        self.refuse("maintenance", "this node is in maintenance and takes nothing over")

    def test_the_lists_differ_or_are_empty(self):
        self.change("system", in_sync=False)
        self.refuse("F-IPs", "the peer's list is another one")
        self.fipd.status["fips"] = []
        self.refuse("F-IPs", "none is configured here")

    def test_a_third_host_answers(self):
        self.change("outlook", conflict=True)
        self.fipd.status["fips"][0]["conflict_mac"] = "02:00:00:00:00:07"
        self.refuse("segment", "02:00:00:00:00:07 answers for 192.0.2.100")

    def test_an_fip_is_where_it_should_not_be(self):
        self.fipd.status["fips"][0]["state"] = "failed"
        self.refuse("segment", "192.0.2.100 is not held here, though this node is active")
        self.stand_by()
        self.fipd.status["fips"][0]["outsider"] = "192.0.2.100/24, protocol 0"
        self.refuse("segment", "192.0.2.100 was set on this host by somebody else")

    def test_both_are_active(self):
        self.change("outlook", split=True)
        self.refuse("segment", "both nodes are active")

    def test_the_fence_is_lost(self):
        self.change("settings", fence_ms=450, fence_lost=True)
        self.refuse("fence", "does not work here")

    def test_no_reference_answers(self):
        self.change("outlook", cut_off=True)
        self.change("settings", references="gateway, 192.0.2.254")
        self.refuse("references", "none of gateway, 192.0.2.254 answers")

    def test_the_kernel_of_the_taker_has_refused(self):
        self.change("outlook", fault_ms=8000)
        self.assertTrue(self.drill()["would_work"])
        self.stand_by()
        self.refuse("waiting", "for another 8 s the kernel here is not asked again")

    def test_a_check_of_the_taker_has_failed(self):
        self.stand_by()
        self.fipd.status["checks"] = [{"name": "squid", "state": "failed", "effect": "demote"}]
        self.refuse("check", "squid: failed here, so this node takes over from a dead peer only")

    def test_a_check_has_failed_on_the_peer_that_would_take_over(self):
        self.change("outlook", peer_unwell=True)
        self.refuse("check", "one has failed on the peer, so it takes over from a dead node only")

    def test_a_person_reads_how_many_faults_there_are(self):
        self.change("role", role="disabled")
        told = self.fipctl("drill", "--state", self.folder, ends=1).stdout
        self.assertEqual("no: a takeover would not work now (1 fault)", told.splitlines()[-1])
        self.assertNotIn("crash", told)

    def test_without_fipd_it_is_not_answered(self):
        self.fipd.handlers["status"] = lambda _request: {"ok": False, "error": "x", "text": "busy"}
        self.fipctl("drill", ends=1)
