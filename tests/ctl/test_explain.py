"""fipctl explain without an id: why the F-IPs are where they are, and what may move them."""

import json

from case import Case
from fake_fipd import make_event


class Explain(Case):
    def move(self, sequence=7, **members):
        """The event that brought the role."""
        self.fipd.events.append({**make_event(sequence, "failover",
            "standby to active: peer 192.0.2.2 silent 10.0 s on eth0 (limit 10.0 s)"),
            "from": "standby", "to": "active", "duration_us": 760000, **members})

    def raise_alarm(self, sequence, kind, text, clears=0, path=0):
        self.fipd.events.append({**make_event(sequence, kind, text), "clears": clears,
            "path": path})

    def be_standby(self, **outlook):
        self.fipd.status["role"].update(role="standby", reason="peerActive")
        self.fipd.status["peer"]["role"] = "active"
        self.fipd.status["outlook"].update(outlook)

    def text(self):
        """What is said, without its line breaks."""
        return " ".join(self.said("explain").split())

    def test_it_says_where_since_when_and_on_what_evidence(self):
        self.move()
        text = self.text()
        self.assertIn("The F-IPs are here: n1 (192.0.2.1) has been active for 3 min 12 s, "
            "since 2026-11-22T18:40:01.123Z", text)
        self.assertIn("#7 2026-11-22T18:40:01.123Z failover: standby to active: peer "
            "192.0.2.2 silent 10.0 s on eth0 (limit 10.0 s) [FIP-106]", text)
        self.assertIn("silent for 10 s then; the limit was 10 s", text)
        self.assertIn("it took 760 ms", text)

    def test_without_the_event_the_reason_of_the_status_is_told(self):
        self.assertIn("why the peer is silent", self.text())

    def test_an_event_of_another_role_is_no_evidence(self):
        self.move(to="standby")
        self.assertIn("why the peer is silent", self.text())

    def test_the_evidence_is_found_behind_many_events(self):
        self.move(1)
        self.fipd.events += [make_event(number) for number in range(2, 300)]
        self.assertIn("#1 2026", self.text())

    def test_the_peer_is_told_as_it_is_seen(self):
        self.assertIn("192.0.2.2 is up, for 3 min; its role is standby On eth0 it is up for "
            "3 min, heard 400 ms ago", self.text())
        self.fipd.status["peer"].update(state="communicationError", role="unknown")
        self.assertIn("192.0.2.2 is silent beyond the limit, for 3 min", self.text())

    def test_the_trouble_of_a_link_is_told(self):
        self.fipd.status["links"][0].update(state="down", trouble="refused")
        self.assertIn("On eth0 it is down for 3 min, heard 400 ms ago; trouble: refused",
            self.text())

    def test_failback_says_how_long_it_waits(self):
        self.be_standby(stable_ms=8000)
        self.assertIn("They come home after 12 s more of stability (20 s are needed)",
            self.text())

    def test_failback_says_what_it_lacks(self):
        self.be_standby()
        self.assertIn("Failback waits: the two nodes do not hear each other well",
            self.text())
        self.fipd.status["system"]["in_sync"] = False
        self.assertIn("Failback waits: the two nodes list different F-IPs", self.text())

    def test_a_pinned_pair_says_who_did_it_and_how_to_end_it(self):
        self.be_standby(peer_pinned=True, stable_ms=8000)
        text = self.text()
        self.assertIn("an operator moved them to 192.0.2.2; `fipctl switchover`", text)
        self.assertNotIn("They come home after", text)

    def test_the_active_says_what_keeps_them_here(self):
        self.fipd.status["settings"]["configured_role"] = "standby"
        self.fipd.status["outlook"].update(pinned=True, damped_ms=40000)
        text = self.text()
        self.assertIn("They stay: an operator moved them here", text)
        self.assertIn("Failback to 192.0.2.2 is refused for another 40 s", text)

    def test_it_says_who_would_take_them(self):
        self.assertIn("If this node fails or stops, 192.0.2.2 takes them", self.text())
        self.fipd.status["outlook"]["peer_maintenance"] = True
        self.assertIn("nobody takes them: 192.0.2.2 is standby, and in maintenance",
            self.text())

    def test_a_service_that_fails_says_what_follows(self):
        self.fipd.status["outlook"]["unwell"] = True
        text = self.text()
        self.assertIn("A service check that demotes has failed here: the peer takes them", text)
        self.assertNotIn("They stay", text)
        self.fipd.status["outlook"]["peer_unwell"] = True
        text = self.text()
        self.assertIn("they stay all the same, for one has failed on the peer too", text)
        self.assertIn("and a service check of it that demotes has failed", text)

    def test_a_standby_whose_service_fails_says_so(self):
        self.be_standby(unwell=True)
        text = self.text()
        self.assertIn("this node takes them only if the peer is lost", text)
        self.assertIn("Failback waits: a service check that demotes has failed here", text)

    def test_a_node_in_fault_says_when_it_tries_again(self):
        self.fipd.status["role"].update(role="fault", reason_text="the kernel refused an F-IP")
        self.fipd.status["outlook"]["fault_ms"] = 7000
        text = self.text()
        self.assertIn("why the kernel refused an F-IP", text)
        self.assertIn("the kernel is asked again after 7 s", text)

    def test_a_planned_restart_is_told(self):
        self.fipd.status["outlook"]["restart_ms"] = 42000
        self.assertIn("A stop of fipd within 42 s is a planned restart", self.text())

    def test_alarms_are_open_until_something_ends_them(self):
        self.raise_alarm(1, "linkDown", "eth0 is down", path=1)
        self.raise_alarm(2, "linkDown", "cross is down", path=2)
        self.raise_alarm(3, "linkUp", "eth0 is up", clears=1, path=1)
        text = self.text()
        self.assertIn("alarm #2 ", text)
        self.assertNotIn("eth0 is down", text)

    def test_no_alarm_is_told_too(self):
        self.assertIn("alarm none is open", self.text())

    def test_a_conflict_names_who_answers(self):
        self.fipd.status["outlook"]["conflict"] = True
        self.fipd.status["fips"][0]["conflict_mac"] = "02:00:5e:10:00:66"
        self.assertIn("02:00:5e:10:00:66 answers for 192.0.2.100 too", self.text())

    def test_json_has_sentences_event_alarms_and_status(self):
        self.move()
        self.raise_alarm(8, "peerLost", "peer 192.0.2.2 lost")
        found = json.loads(self.said("explain", "--json"))
        self.assertEqual(["where", "why", "peer", "next", "alarm"], list(found["explanation"]))
        self.assertEqual(7, found["event"]["sequence"])
        self.assertEqual([7, 8], [alarm["sequence"] for alarm in found["alarms"]])
        self.assertEqual("active", found["status"]["role"]["role"])

    def test_lines_fit_a_terminal(self):
        self.move()
        self.assertTrue(all(len(line) <= 79 for line in self.said("explain").splitlines()))
