"""The page, the JSON, the metrics and the probes, fresh and stale."""

import json
import os
import re
import socket
import subprocess
import tempfile
import time
import unittest

from fake_fipd import SILENCE, make_event
from web_case import FIP, OWN, PAGE_PORT, WebCase, ask, ask_fip, is_open

STRICT = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
        "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
TYPES = {
    "/": "text/html; charset=utf-8",
    "/page.css": "text/css; charset=utf-8",
    "/page.js": "text/javascript; charset=utf-8",
    "/api/v1/status": "application/json",
    "/metrics": "text/plain; version=0.0.4; charset=utf-8",
    "/healthz": "text/plain; charset=utf-8",
    "/wpad.dat": "application/x-ns-proxy-autoconfig",
    "/nothing": "text/plain; charset=utf-8",
}


def promtool(text):
    """Return what promtool finds wrong, also of style."""
    done = subprocess.run(["promtool", "check", "metrics", "--lint=all"], input=text,
        capture_output=True)
    if b"unknown long flag" in done.stderr:
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    return done.returncode, (done.stdout + done.stderr).decode()


class Status(WebCase):
    def test_every_answer_has_the_strict_headers(self):
        for path in TYPES:
            for method in ("GET", "HEAD", "DELETE"):
                answer = ask(path, method=method)
                for name, value in STRICT.items():
                    self.assertEqual(answer.headers[name], value)
                self.assertIsNone(answer.headers["Server"])

    def test_every_file_has_its_type(self):
        for path, mime in TYPES.items():
            answer = ask(path)
            if answer.status == 200 or path == "/nothing":
                self.assertEqual(answer.headers["Content-Type"], mime)

    def test_live_data_is_kept_nowhere(self):
        for path in ("/api/v1/status", "/metrics", "/healthz", "/active", "/nothing"):
            self.assertEqual(ask(path).headers["Cache-Control"], "no-store")

    def test_a_page_of_somebody_else_cannot_have_a_browser_read_the_node(self):
        """DNS rebinding: the browser asks here by a name of the other page's host."""
        for path in ("/", "/page.js", "/api/v1/status", "/metrics"):
            answer = ask(path, Host="evil.example:7900")
            self.assertEqual(421, answer.status, path)
            self.assertNotIn(b"192.0.2", answer.body)
        for path in ("/healthz", "/active"):
            self.assertNotEqual(421, ask(path, Host="evil.example").status, path)

    def test_the_page_is_there_by_every_name_of_the_node(self):
        self.change("page", host="status.example.com")
        self.wait_until(
            lambda: ask("/", Host="status.example.com:7900").status == 200)
        for host in (OWN, "localhost", f"{socket.gethostname()}:7900", "192.0.2.1", "[::1]",
                self.fipd.status["system"]["node"]):
            self.assertEqual(200, ask("/metrics", Host=host).status, host)

    def test_only_the_listed_networks_and_this_host_may_see_the_page(self):
        address = ["192.0.2.77/32", "dev", "lo"]
        subprocess.run(["ip", "address", "add", *address], check=True)
        self.addCleanup(subprocess.run, ["ip", "address", "delete", *address], check=True)
        self.assertEqual(200, ask("/metrics", source="192.0.2.77").status)
        self.change("page", networks=["192.0.2.0/26"])
        self.wait_until(lambda: ask("/metrics", source="192.0.2.77").status == 403)
        for path in ("/", "/page.js", "/api/v1/status"):
            self.assertEqual(403, ask(path, source="192.0.2.77").status, path)
        for path in ("/healthz", "/active", "/wpad.dat"):
            self.assertNotEqual(403, ask(path, source="192.0.2.77").status, path)
        self.assertEqual(200, ask("/", source="127.0.0.9").status)
        self.change("page", networks=["192.0.2.64/26"])
        self.wait_until(lambda: ask("/metrics", source="192.0.2.77").status == 200)

    def test_the_real_ip_is_no_loopback_address(self):
        """A proxy on this host asks from it for others: who is trusted to is listed."""
        address = ["192.0.2.78/32", "dev", "lo"]
        subprocess.run(["ip", "address", "add", *address], check=True)
        self.addCleanup(subprocess.run, ["ip", "address", "delete", *address], check=True)
        self.change("page", networks=["192.0.2.0/26"])
        self.change("settings", own_address="192.0.2.78")
        self.wait_until(lambda: is_open("192.0.2.78", PAGE_PORT))
        self.assertEqual(403, ask("/metrics", "192.0.2.78", source="192.0.2.78").status)
        self.assertEqual(200, ask("/metrics", "192.0.2.78", source="127.0.0.1").status)
        self.change("page", networks=["192.0.2.78/32"])
        self.wait_until(
            lambda: ask("/metrics", "192.0.2.78", source="192.0.2.78").status == 200)

    def test_the_page_is_not_sent_twice(self):
        answer = ask("/")
        again = ask("/", If_None_Match=answer.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))
        self.assertEqual(again.headers["Cache-Control"], "no-cache")

    def test_the_status_is_fipctls_and_more(self):
        found = self.status()
        for group, members in self.fipd.status.items():
            if isinstance(members, dict):
                missing = set(members) - set(found[group])
                self.assertEqual(missing, set(), group)
        self.assertEqual(found["system"]["node"], "n1")
        self.assertEqual(found["web"]["stale"], False)
        self.assertIn("present", found["fips"][0])

    def test_ages_grow_between_two_messages(self):
        self.silent.set()
        self.fipd.tell()
        first = self.status()
        time.sleep(1)
        second = self.status()
        for group, name in (("role", "age_ms"), ("peer", "heard_age_ms")):
            self.assertGreaterEqual(second[group][name] - first[group][name], 700)
        self.assertGreaterEqual(second["web"]["data_age_ms"], 1000)
        self.assertEqual(second["outlook"]["stable_ms"], -1)

    def tell_change(self, **change):
        with self.fipd.changed:
            for subscriber in self.fipd.subscribers:
                self.fipd.send(subscriber, {"change": change})

    def test_what_has_changed_comes_on_top_of_the_rest(self):
        """Of a thousand F-IPs one has changed; ages that are not told grow."""
        self.set_fips(*[f"127.{number // 250}.{number % 250}.9" for number in range(1000)])
        self.silent.set()
        self.wait_until(lambda: len(self.status()["fips"]) == 1000)
        before = self.status()
        self.tell_change(fips=[{"row": 999, "conflicts": 4}], counters={"failovers": 99})
        self.wait_until(lambda: self.status()["counters"]["failovers"] == 99)
        after = self.status()
        self.assertEqual([0] * 999 + [4], [fip["conflicts"] for fip in after["fips"]])
        self.assertGreaterEqual(after["role"]["age_ms"], before["role"]["age_ms"])
        self.assertEqual(before["settings"], after["settings"])

    def test_it_asks_for_changes_and_listens_where_a_change_says(self):
        self.assertTrue(self.fipd.requests[-1]["changes"])
        self.tell_change(pac={"port": 8081})
        self.wait_until(lambda: is_open(FIP, 8081))

    def test_a_change_of_what_is_not_there_has_the_whole_asked_for(self):
        before = self.fipd.ops().count("status")
        self.tell_change(fips=[{"row": 500, "conflicts": 4}])
        self.fipd.wait_for(lambda: self.fipd.ops().count("status") == before + 1)

    def test_events_come_at_once_with_their_reasons(self):
        self.fipd.add_events(*range(1, 31))
        self.wait_until(lambda: len(self.status()["history"]) == 20)
        self.assertEqual(self.status()["history"][-1], {**make_event(30), "path": 0,
            "task": 0, "original": 0, "subject": "", "actor": ""})

    def test_events_from_before_are_there_too(self):
        self.fipd.events = [make_event(sequence) for sequence in range(1, 400)]
        self.stop()
        self.start()
        self.wait_until(lambda: is_open(OWN, PAGE_PORT))
        self.wait_until(lambda: len(self.status()["history"]) == 20)
        self.assertEqual(self.status()["history"][-1]["sequence"], 399)

    def test_promtool_has_no_objection(self):
        self.fipd.status["pair"] = 'a "quoted\\ name'
        self.fipd.tell()
        code, said = promtool(ask("/metrics").body)
        self.assertEqual((code, said), (0, ""))

    def test_active_is_for_the_active_only(self):
        for where in (ask, ask_fip):
            answer = where("/active")
            self.assertEqual((answer.status, answer.body), (200, b"active\n"))
        self.fipd.status["fips"][0]["state"] = "absent"
        self.fipd.status["peer"]["role"] = "active"
        self.change("role", role="standby")
        self.wait_until(lambda: ask("/active").status == 503)
        self.assertEqual(ask_fip("/active").body, b"standby\n")
        self.assertEqual(ask_fip("/healthz").status, 200)


WORDS = ["ok", "warning", "critical", "unknown"]


class Verdict(WebCase):
    """One judge: the JSON, the metric, the probe and fipctl check say the same."""

    def check(self):
        """Return exit code and line of fipctl check."""
        program = os.path.join(os.environ["FIPD_WEB_BUILD"], "fipctl")
        done = subprocess.run([program, "--control", self.path, "check"], capture_output=True,
            text=True, check=False)
        return done.returncode, done.stdout

    def see_verdict(self, word, text):
        self.wait_until(lambda: self.status()["verdict"]["text"] == text)
        told = self.status()["verdict"]
        code, line = self.check()
        self.assertEqual((word, word, word), (told["verdict"], WORDS[code],
            WORDS[int(self.sample("fipd_verdict"))]))
        self.assertIn(f"FIPD {word.upper()} - {text}", line)
        answer = ask("/healthz")
        self.assertEqual(f"{word}\n".encode(), answer.body)
        self.assertEqual(200 if word in ("ok", "warning") else 503, answer.status)
        return told

    def test_all_say_the_same_from_a_whole_pair_to_a_dead_fipd(self):
        self.see_verdict("ok", "as it should be")
        self.change("outlook", maintenance=True)
        self.see_verdict("warning", "this node is in maintenance")
        self.change("outlook", maintenance=False)
        self.fipd.status["links"][0]["state"] = "down"
        self.fipd.tell()
        told = self.see_verdict("warning", "a heartbeat link is not up: eth0")
        self.assertEqual(("link", "eth0"), (told["because"], told["object"]))
        self.change("role", role="fault")
        self.see_verdict("critical", "this node is in fault: the peer is silent")
        self.change("role", role="of a newer fipd")
        self.fipd.status["links"][0]["state"] = "up"
        self.fipd.tell()
        self.see_verdict("unknown", "fipd does not tell its role")
        self.lose_fipd()
        self.see_verdict("critical", "fipd is not heard")

    def test_what_everybody_may_ask_tells_no_details(self):
        self.fipd.status["links"][0]["state"] = "down"
        self.fipd.tell()
        self.wait_until(lambda: ask_fip("/healthz").body == b"warning\n")


class Alert(unittest.TestCase):
    """The alert of the manual, as Prometheus sees it."""

    def is_raised(self, *series):
        manual = os.path.join(os.path.dirname(__file__), "..", "..", "web", "fipd-web.8")
        with open(manual) as text:
            expression = re.search(r".*fipd_role\{state.*", text.read())[0]
        rules = {"groups": [{"name": "fipd", "rules": [{"alert": "role", "expr": expression}]}]}
        tests = {"rule_files": ["rules.json"], "tests": [{"interval": "1m",
            "input_series": [{"series": name, "values": "1x3"} for name in series],
            "alert_rule_test": [{"eval_time": "2m", "alertname": "role", "exp_alerts": []}]}]}
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (("rules.json", rules), ("tests.json", tests)):
                with open(os.path.join(folder, name), "w") as out:
                    json.dump(content, out)
            done = subprocess.run(["promtool", "test", "rules", "tests.json"], cwd=folder,
                capture_output=True, text=True)
        if done.returncode != 0:
            self.assertIn("alertname: role", done.stdout + done.stderr)
        return done.returncode != 0

    def test_it_tells_of_no_active_node_of_two_and_of_nobody_who_says(self):
        up = 'fipd_up{instance="n1",pair="web"}'
        active = [f'fipd_role{{instance="{node}",pair="web",state="active"}}'
            for node in ("n1", "n2")]
        self.assertFalse(self.is_raised(up, active[0]))
        self.assertTrue(self.is_raised(up, *active))
        self.assertTrue(self.is_raised(up, active[0].replace("active", "standby")))
        self.assertTrue(self.is_raised(up))

    def test_two_pairs_are_two(self):
        ups = [f'fipd_up{{instance="{pair}-n1",pair="{pair}"}}' for pair in ("web", "mail")]
        active = [f'fipd_role{{instance="{pair}-n1",pair="{pair}",state="active"}}'
            for pair in ("web", "mail")]
        self.assertFalse(self.is_raised(*ups, *active))
        self.assertTrue(self.is_raised(*ups, active[0]))


class Lost(WebCase):
    def lose_and_see(self):
        self.lose_fipd()
        self.wait_until(lambda: ask("/healthz").status == 503)

    def test_without_fipd_everything_is_stale(self):
        self.lose_and_see()
        self.assertEqual(ask("/active").status, 503)
        self.assertEqual(self.status()["web"]["stale"], True)
        self.assertEqual(self.status()["system"]["node"], "n1")
        self.assertEqual(self.sample("fipd_up"), 0)
        self.assertIsNone(self.sample('fipd_role{state="active"}'))
        code, said = promtool(ask("/metrics").body)
        self.assertEqual((code, said), (0, ""))

    def test_the_script_is_served_from_what_was_last_known(self):
        body = ask_fip().body
        self.lose_and_see()
        self.assertEqual((ask_fip().status, ask_fip().body), (200, body))

    def test_it_is_fresh_again_when_fipd_is_back(self):
        self.lose_and_see()
        self.play_fipd()
        self.fipd.status["system"]["node"] = "n9"
        self.wait_until(lambda: ask("/healthz").status == 200)
        self.wait_until(lambda: self.status()["system"]["node"] == "n9")
        self.assertIn(f"fipd is at {self.path}", self.logged())
        self.assertEqual(self.logged().count("no fipd at"), 1)

    def test_a_frozen_fipd_is_stale_and_fresh_again_when_it_goes_on(self):
        self.silent.set()
        self.fipd.handlers.update(hello=lambda _request: SILENCE)
        self.wait_until(lambda: self.status()["web"]["stale"])
        self.assertEqual("fipd is not heard", self.status()["verdict"]["text"])
        self.fipd.handlers.clear()
        self.fipd.tell()
        self.wait_until(lambda: ask("/healthz").status == 200)
        self.assertTrue(is_open(FIP, 80))

    def test_a_fipd_that_has_nothing_to_tell_is_asked_whether_it_lives(self):
        self.silent.set()
        asked = self.fipd.ops().count("hello")
        self.fipd.wait_for(lambda: self.fipd.ops().count("hello") >= asked + 6)
        self.assertFalse(self.status()["web"]["stale"])


class Alone(WebCase):
    plays_fipd = False

    def test_it_waits_for_fipd_and_says_so(self):
        self.start()
        self.wait_until(lambda: "no fipd at" in self.logged())
        time.sleep(2)
        self.assertEqual(self.logged().count("no fipd at"), 1)
        self.play_fipd()
        self.wait_until(lambda: is_open(OWN, PAGE_PORT))

    def test_a_fipd_that_says_nothing_from_the_start_is_told_of(self):
        self.play_fipd()
        self.fipd.handlers.update(hello=lambda _request: SILENCE, status=lambda _request: SILENCE)
        self.start()
        self.wait_until(lambda: "it says nothing" in self.logged())
        time.sleep(2)
        self.assertEqual(self.logged().count("no fipd at"), 1)
        self.fipd.handlers.clear()
        self.lose_fipd()
        self.play_fipd()
        self.wait_until(lambda: is_open(OWN, PAGE_PORT))

    def test_a_wrong_command_line_is_refused(self):
        for words in (["--nonsense"], ["argument"], ["--control"]):
            self.start(*words)
            self.assertEqual(self.program.wait(), 64)
        self.program = None

    def test_version_and_help_are_printed(self):
        for word in ("--version", "--help"):
            self.start(word)
            self.assertEqual(self.program.wait(), 0)
        self.program = None
