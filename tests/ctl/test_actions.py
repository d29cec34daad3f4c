"""fipctl switchover, set and reload: what is asked of fipd, and what is told of it."""

import time

from case import Case
from fake_fipd import HANG_UP, SILENCE


class Switchover(Case):
    def let_end(self, outcome, text):
        """The outcome comes with a status after the one that the subscription begins with."""
        role = self.fipd.status["role"]
        role["outcome"] = "inProgress"

        def end():
            role.update(outcome=outcome, outcome_text=text, role="standby")

        self.fipd.tell_after_subscription(end)

    def test_it_waits_for_the_outcome_and_tells_it(self):
        self.let_end("succeeded", "192.0.2.2 holds the F-IPs")
        self.assertEqual(self.said("switchover"), "the F-IPs move to 192.0.2.2\n"
            "switchover succeeded: 192.0.2.2 holds the F-IPs;"
            " n1 is standby, its peer 192.0.2.2 is standby\n")
        self.assertEqual(self.fipd.requests[0]["action"], "switchover")
        self.assertEqual(self.fipd.ops(), ["action", "subscribe"])

    def test_a_failed_one_is_a_failure(self):
        self.let_end("failed", "the peer never answered")
        done = self.fipctl("switchover", ends=1)
        self.assertIn("switchover failed: the peer never answered", done.stderr)

    def test_a_refused_one_is_told_at_once(self):
        self.fipd.handlers["action"] = lambda request: {
            "ok": False, "error": "refused", "text": "the peer is silent"}
        self.assertEqual(self.complained("switchover", ends=1),
            "fipctl: refused: the peer is silent\n")
        self.assertEqual(self.fipd.ops(), ["action"])

    def test_without_waiting_only_the_begin_is_told(self):
        self.assertEqual(self.said("switchover", "--no-wait"),
            "the F-IPs move to 192.0.2.2\n")
        self.assertEqual(self.fipd.ops(), ["action"])

    def test_force_is_asked_for_as_such(self):
        self.said("switchover", "--force", "--no-wait")
        self.assertEqual(self.fipd.requests[0]["action"], "forceSwitchover")

    def test_who_vouches_says_so_in_a_second_word(self):
        self.said("switchover", "--force", "--peer-is-off", "--no-wait")
        self.assertEqual(self.fipd.requests[0]["action"], "peerIsOff")

    def test_the_second_word_is_nothing_without_the_first(self):
        self.assertEqual(self.complained("switchover", "--peer-is-off", ends=64),
            "fipctl: --peer-is-off goes with --force\n")

    def test_one_that_does_not_end_is_a_timeout(self):
        self.fipd.status["role"]["outcome"] = "inProgress"
        done = self.fipctl("switchover", "--timeout", "3", ends=75)
        self.assertIn("not over after 3.0 s", done.stderr)

    def test_fipd_going_away_meanwhile_is_told(self):
        self.fipd.handlers["subscribe"] = lambda request: HANG_UP
        done = self.fipctl("switchover", ends=69)
        self.assertIn("went away", done.stderr)


class Maintenance(Case):
    def test_it_is_a_setting_that_is_changed_in_one_transaction(self):
        self.fipd.status["role"]["role"] = "standby"
        self.assertIn("maintenance is on; n1 is standby", self.said("maintenance", "on"))
        self.assertEqual(self.fipd.ops()[:3], ["prepare", "commit", "free"])
        self.assertEqual(self.fipd.requests[0]["set"], [
            {"name": "maintenance", "value": "yes"}])
        self.assertNotIn("action", self.fipd.requests[0])

    def test_it_waits_until_the_fips_are_off_this_node(self):
        role = self.fipd.status["role"]
        role["role"] = "active"
        self.fipd.tell_after_subscription(lambda: role.update(role="standby"))
        self.assertIn("n1 is standby", self.said("maintenance", "on"))

    def test_a_node_that_cannot_hand_over_is_told(self):
        self.fipd.status["role"]["role"] = "active"
        done = self.fipctl("maintenance", "on", "--timeout", "3", ends=75)
        self.assertIn("this node is active after 3.0 s; it tries again", done.stderr)

    def test_force_goes_with_the_change(self):
        self.said("maintenance", "on", "--force", "--no-wait")
        self.assertEqual(self.fipd.requests[0]["action"], "forceMaintenance")

    def test_off_brings_the_node_back(self):
        self.assertIn("maintenance is off", self.said("maintenance", "off"))
        self.assertEqual(self.fipd.requests[0]["set"][0]["value"], "no")

    def test_a_time_becomes_the_instant_of_its_end(self):
        self.fipd.status["role"]["role"] = "standby"
        self.fipd.status["outlook"]["maintenance_ms"] = 7199000
        before = int(time.time())
        said = self.said("maintenance", "on", "--for", "2h")
        self.assertIn("it ends by itself in 1 h 59 min", said)
        first, end = self.fipd.requests[0]["set"]
        self.assertEqual({"name": "maintenance", "value": "yes"}, first)
        self.assertEqual("maintenance_until", end["name"])
        self.assertTrue(before + 7200 <= int(end["value"]) <= int(time.time()) + 7200)

    def test_a_time_that_is_none_is_refused_before_fipd_is_asked(self):
        for span in ("soon", "0", "31 d", "0.5 s", "721 h", "-1h"):
            done = self.fipctl("maintenance", "on", f"--for={span}", ends=64)
            self.assertIn(f"--for {span}: a time of 1 s to 30 days is expected", done.stderr)
        done = self.fipctl("maintenance", "off", "--for", "1h", ends=64)
        self.assertIn("only maintenance that is switched on ends by itself", done.stderr)
        self.assertEqual([], self.fipd.ops())

    def test_anything_but_on_and_off_is_a_mistake(self):
        done = self.fipctl("maintenance", "maybe", ends=64)
        self.assertIn("on or off is expected", done.stderr)


class ClearFault(Case):
    def test_it_is_an_action(self):
        self.said("clear-fault")
        self.assertEqual(self.fipd.requests[0]["action"], "clearFault")


class RestartPlan(Case):
    def test_the_next_minute_is_planned(self):
        self.assertEqual(self.said("restart-plan"), "a stop within 60 s keeps the F-IPs\n")

    def test_another_span_can_be_planned(self):
        self.said("restart-plan", "--within", "5")
        self.assertEqual(self.fipd.requests[0]["span_s"], 5)

    def test_a_refusal_is_told(self):
        self.fipd.handlers["restartPlan"] = lambda request: {
            "ok": False, "error": "refused", "text": "the role is claiming"}
        self.assertEqual(self.complained("restart-plan", ends=1),
            "fipctl: refused: the role is claiming\n")

    def test_a_span_that_is_no_number_is_refused_before_fipd_is_asked(self):
        self.assertIn("whole number", self.complained("restart-plan", "--within", "soon", ends=64))
        self.assertEqual(self.fipd.requests, [])


class Set(Case):
    def test_a_change_is_prepared_committed_and_freed(self):
        self.assertEqual(self.said("set", "interval=500 ms", "count=3"),
            "interval=500 ms is in force and kept\ncount=3 is in force and kept\n")
        self.assertEqual(self.fipd.ops(), ["prepare", "commit", "free"])
        self.assertEqual(self.fipd.requests[0]["set"], [
            {"name": "interval", "value": "500 ms"}, {"name": "count", "value": "3"}])

    def test_a_dry_run_prepares_and_commits_nothing(self):
        self.fipd.handlers["prepare"] = lambda request: {"ok": True,
            "changes": "count 5 to 6"}
        done = self.fipctl("set", "count=6", "--dry-run", ends=2)
        self.assertEqual("would change: count 5 to 6\n", done.stdout)
        self.fipd.handlers["prepare"] = lambda request: {"ok": True, "changes": ""}
        self.assertEqual("nothing would change\n", self.said("set", "count=5", "--dry-run"))
        self.assertEqual(self.fipd.ops(), ["prepare", "prepare"])

    def test_a_dry_run_is_refused_as_the_change_would_be(self):
        self.fipd.handlers["prepare"] = lambda request: {"ok": False,
            "error": "wrongValue", "index": 0, "text": "count: 0 is below 2"}
        self.assertEqual(self.complained("set", "count=0", "--dry-run", ends=1),
            "fipctl: refused: count: 0 is below 2\nfipctl: at fault: count=0\n")
        self.fipd.handlers["prepare"] = lambda request: {"ok": True}
        self.assertIn("this fipd is older",
            self.complained("set", "count=6", "--dry-run", ends=1))

    def test_a_value_may_hold_an_equals_sign_or_be_empty(self):
        self.said("set", "node=a=b", "pair=")
        self.assertEqual(self.fipd.requests[0]["set"], [
            {"name": "node", "value": "a=b"}, {"name": "pair", "value": ""}])

    def test_a_refusal_names_its_reason_and_culprit(self):
        self.fipd.handlers["prepare"] = lambda request: {"ok": False,
            "error": "wrongValue", "index": 1, "text": "count: 0 is below 2"}
        self.assertEqual(self.complained("set", "port=7901", "count=0", ends=1),
            "fipctl: refused: count: 0 is below 2\nfipctl: at fault: count=0\n")
        self.assertEqual(self.fipd.ops(), ["prepare"])

    def test_a_refusal_of_the_whole_names_no_culprit(self):
        self.fipd.handlers["prepare"] = lambda request: {"ok": False,
            "error": "inconsistentValue", "index": -1, "text": "no"}
        self.assertEqual(self.complained("set", "count=4", ends=1),
            "fipctl: refused: no\n")

    def test_a_failed_commit_is_a_failure(self):
        self.fipd.handlers["commit"] = lambda request: {"ok": False,
            "error": "commitFailed", "text": "the disk is full"}
        self.assertIn("the disk is full", self.complained("set", "count=4", ends=1))

    def test_an_unanswered_commit_is_not_called_a_failure(self):
        self.fipd.handlers["commit"] = lambda request: SILENCE
        text = self.complained("--timeout", "2", "set", "count=4", ends=75)
        self.assertIn("is not known; `fipctl show config` tells", text)

    def test_what_was_committed_is_in_force_though_nobody_answers_any_more(self):
        self.fipd.handlers["free"] = lambda request: SILENCE
        self.assertEqual("count=4 is in force and kept\n",
            self.said("--timeout", "2", "set", "count=4"))

    def test_a_word_that_is_no_setting_is_refused_before_fipd_is_asked(self):
        for wrong in ["count", "=4", ""]:
            self.assertIn("NAME=VALUE", self.complained("set", "port=1", wrong, ends=64))
        self.assertEqual(self.fipd.requests, [])


class Reload(Case):
    def test_a_good_file_is_told(self):
        self.assertEqual(self.said("reload"), "/etc/fipd/fipd.yaml was read again\n")

    def test_every_fault_of_a_bad_file_is_told(self):
        self.fipd.handlers["reload"] = lambda request: {"ok": False,
            "error": "badConfiguration", "text": "the old configuration stays in force",
            "faults": ["fipd.yaml:4:11: interval: 5 is below 10 ms", "fipd.yaml:7:1: x"]}
        self.assertEqual(self.complained("reload", ends=1).splitlines(), [
            "fipctl: refused: the old configuration stays in force",
            "fipd.yaml:4:11: interval: 5 is below 10 ms", "fipd.yaml:7:1: x"])
