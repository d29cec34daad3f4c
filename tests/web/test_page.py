"""The status page in Chromium, its data from a played fipd-web."""

import json
import os
import re
import unittest

import original
from browser import LIMIT_S, Browser
from example import lose_peer, make_check, make_event, make_fip, make_link, make_status
from played_web import PAGE, REFRESH_MS, PlayedWeb

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

LANGUAGES = ("ja", "en")  # in the order of the columns of original.py

browser = None


def setUpModule():
    global browser
    browser = Browser()
    unittest.addModuleCleanup(browser.close)


class PageCase(unittest.TestCase):
    """A page per test; one Chromium for all."""

    complaints = ()  # what may stand in the console, as regular expressions

    def setUp(self):
        self.web = PlayedWeb()
        self.addCleanup(self.web.stop)
        self.addCleanup(browser.open, "about:blank")
        browser.set_width(1100)
        browser.set_media(prefers_color_scheme="light")
        browser.read_log()

    def tearDown(self):
        told = [line for line in browser.read_log()
            if not any(re.search(pattern, line) for pattern in self.complaints)]
        self.assertEqual(told, [])

    @property
    def status(self):
        return self.web.status

    def open(self, more=""):
        browser.open(self.web.url(more))
        self.see("return !document.querySelector('main').hidden", "the page is drawn")

    def see(self, script, what, limit_s=LIMIT_S):
        """Wait until a script returns something true, and return that."""
        return browser.wait(lambda: browser.run(script), what, limit_s)

    @staticmethod
    def text(selector):
        return browser.run("return document.querySelector(arguments[0]).innerText", selector)

    def see_text(self, selector, text, limit_s=LIMIT_S):
        browser.wait(lambda: text in self.text(selector), f"{selector} says {text}", limit_s)

    def see_refresh(self):
        """Wait until an answer to a later question has been drawn."""
        answers = self.web.answers
        browser.wait(lambda: self.web.answers >= answers + 2, "the page asked again")

    @staticmethod
    def facts(name):
        """Return label and value of each fact of a list."""
        return [tuple(fact) for fact in browser.run("return [...document.querySelectorAll('#' +"
            " arguments[0] + ' > div')].map(one => [...one.children]"
            ".map(part => part.innerText.trim()))", name)]

    @staticmethod
    def rows(table):
        """Return the texts of a table's cells."""
        return browser.run("return [...document.querySelectorAll('#' + arguments[0] +"
            " ' tbody tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))", table)


class Roles(PageCase):
    def test_both_roles_are_told_with_since_when_and_why(self):
        self.open()
        self.assertEqual(self.text("#node"), "n1")
        self.assertEqual(self.text("#pair"), "192.168.0.1 pair web")
        self.assertEqual(self.text("#own-role"), "Operating as active")
        self.assertEqual(self.text("#peer-role"), "Operating as standby")
        self.assertEqual(self.text("#own-why").lower(), "the f-ips return to the preferred node")
        self.assertRegex(self.text("#own-facts"), r"Since\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
        self.assertIn("22 h 6 min", self.text("#own-facts"))
        self.assertRegex(self.text("#own-facts"), r"fipd\s+0\.1\.0 up 1 d")
        self.assertEqual(browser.driver.title, "ACTIVE n1")

    def test_dates_are_those_of_the_viewer(self):
        self.status["role"]["date"] = "2026-11-22T18:40:01.123Z"
        self.addCleanup(browser.command, "Emulation.setTimezoneOverride", timezoneId="")
        browser.command("Emulation.setTimezoneOverride", timezoneId="Asia/Tokyo")
        self.open()
        self.assertIn("2026-11-23 03:40:01", self.text("#own-facts"))
        self.assertIn("Asia/Tokyo", self.text("#versions"))

    def test_a_silent_peer_is_a_communication_error(self):
        lose_peer(self.status)
        self.open()
        self.assertEqual(self.text("#peer-role"), "COMMUNICATION ERROR")
        self.assertEqual(self.text("#peer-help"), "There is trouble between the two nodes: "
            "check the redundancy settings of both first.")
        self.assertIn("its role is not known", self.text("#peer-why"))
        self.assertRegex(self.text("#peer-facts"), r"Last heard\s+1 min [45]\d s ago")

    def test_below_the_help_stands_what_fipd_knows_of_each_link(self):
        lose_peer(self.status)
        self.status["links"][0]["trouble"] = "unauthentic"
        self.status["links"][1]["trouble"] = "refused"
        self.open()
        self.assertEqual(self.text("#peer-why").splitlines()[1:],
            ["eth0: wrong seal", "cross: refused by the peer's host"])
        self.assertTrue(browser.run("return Boolean(document.querySelector("
            "'#peer-role ~ #peer-help ~ #peer-why'))"))

    def test_a_peer_that_is_heard_needs_no_help(self):
        self.open()
        self.assertFalse(browser.run(
            "return document.querySelector('#peer-help').checkVisibility()"))

    def test_a_degraded_peer_keeps_its_role_with_a_warning(self):
        self.status["peer"]["state"] = "degraded"
        self.open()
        self.assertEqual(self.text("#peer-role"), "Operating as standby")
        self.assertEqual(browser.run("return document.querySelector('#peer-role [data-tone]')"
            ".dataset.tone"), "warn")

    def test_a_peer_that_was_never_heard_has_no_dates(self):
        self.status["peer"].update(state="neverSeen", role="unknown", heard_age_ms=-1,
            version="")
        self.open()
        self.assertEqual(self.text("#peer-role"), "Never heard")
        self.assertRegex(self.text("#peer-facts"), r"Last heard\s+never")
        self.assertRegex(self.text("#peer-facts"), r"fipd\s+not known")

    def test_a_change_is_visible_within_one_refresh(self):
        def change(status):
            status["role"].update(role="standby", reason_text="the operator moved the F-IPs")
            lose_peer(status)

        self.open()
        self.web.change_for_one_answer(change)
        self.see("const text = name => document.querySelector(name).innerText;"
            " return document.title.startsWith('STANDBY n1')"
            " && text('#own-role') === 'Operating as standby'"
            " && text('#peer-role') === 'COMMUNICATION ERROR'", "both changes")

    def test_a_change_is_announced_once(self):
        self.open()
        browser.run("window.said = []; new MutationObserver(() => window.said.push("
            "announcement.textContent)).observe(announcement, {childList: true})")
        self.see_refresh()
        self.assertEqual(browser.run("return window.said"), [])
        self.status["role"]["role"] = "fault"
        self.see_text("#own-role", "Fault")
        self.see_refresh()
        self.assertEqual(browser.run("return window.said"),
            ["n1: Fault. Peer: Operating as standby. Open alarms: 0."])

    def test_ages_count_on_between_two_answers(self):
        self.status["page"]["refresh_ms"] = 600000
        self.status["links"][0]["heard_age_ms"] = 5000
        self.open()
        first = self.link_age_s()
        self.assertGreaterEqual(first, 5)
        browser.wait(lambda: self.link_age_s() >= first + 2, "it counts")
        self.assertEqual(self.web.answers, 1)

    def link_age_s(self):
        return int(re.fullmatch(r"(\d+) s ago", self.rows("links")[0][4])[1])


class Tables(PageCase):
    def test_links_tell_loss_round_trip_and_trouble(self):
        self.status["links"][1].update(state="down", trouble="refused", received=75, lost=25,
            round_trip_us=0)
        self.open()
        eth0, cross = self.rows("links")
        self.assertEqual(eth0[0:3], ["eth0", "192.168.0.1 → 192.168.0.2", "up"])
        self.assertEqual(eth0[5:], ["0.02 % (17)", "0.25 ms", "0.04 ms"])
        self.assertEqual(cross[0], "cross\neth1")
        self.assertEqual(cross[2], "down\nrefused by the peer's host")
        self.assertEqual(cross[5:7], ["25.00 % (25)", "–"])
        self.assertIn("1 of 2 up", self.text("#links-title"))

    def test_alarms_stand_with_severity_and_sentence(self):
        self.open()
        self.assertIn("none open", self.text("#alarms-title"))
        lose_peer(self.status)
        self.see_text("#alarms-title", "1 open")
        severity, _, kind, text = self.rows("alarms")[0]
        self.assertEqual((severity, kind), ("major", "peer lost"))
        self.assertEqual(text, self.status["alarms"][0]["text"])
        self.assertEqual(browser.driver.title, "ACTIVE n1 – alarms: 1")

    def test_the_newest_event_stands_first_and_twenty_are_shown(self):
        self.status["history"] = [make_event(number, "linkUp", "cleared", "up", "none",
            f"number {number}") for number in range(1, 41)]
        self.open()
        self.assertEqual([row[3] for row in self.rows("events")],
            [f"number {number}" for number in range(40, 20, -1)])

    def test_a_fip_that_fipd_and_the_kernel_see_differently_is_marked(self):
        self.status["fips"] = [make_fip("192.0.2.1"), make_fip("192.0.2.2", present=False),
            make_fip("192.0.2.3", state="absent"),
            make_fip("192.0.2.4", state="absent", present=False),
            make_fip("192.0.2.5", present=None)]
        self.open()
        told = {row[0]: row[3] for row in self.rows("fips")}
        self.assertEqual(told, {"192.0.2.2/24": "NO, though held",
            "192.0.2.3/24": "YES, though not held", "192.0.2.1/24": "yes",
            "192.0.2.4/24": "no", "192.0.2.5/24": "not known"})
        self.assertEqual(list(told)[:2], ["192.0.2.2/24", "192.0.2.3/24"])
        self.assertIn("say different things: 2", self.text("#conditions"))

    def test_a_move_of_this_moment_is_no_contradiction(self):
        self.status["fips"] = [make_fip(present=False, state_age_ms=400)]
        self.open()
        self.assertEqual(self.rows("fips")[0][3], "no")

    def test_conflicts_name_the_other_host(self):
        self.status["fips"] = [make_fip(state="conflict", conflicts=2, present=False,
            conflict_mac="02:00:5e:00:53:01")]
        self.open()
        self.assertEqual(self.rows("fips")[0][6], "2, last with 02:00:5e:00:53:01")

    def test_no_fips_and_no_links_are_told(self):
        self.status.update(fips=[], links=[])
        self.open()
        self.assertIn("none configured", self.text("#fips-title"))
        self.assertFalse(browser.run("return fips.checkVisibility()"))


class ThousandFips(PageCase):
    def setUp(self):
        super().setUp()
        self.status["fips"] = [make_fip(f"10.0.{number // 250}.{number % 250 + 1}")
            for number in range(1000)]
        self.status["fips"][-1]["present"] = False

    def shown(self):
        return browser.run("return document.querySelectorAll('#fips tbody tr').length")

    def test_the_first_fifty_are_shown_and_the_rest_when_asked_for(self):
        self.open()
        self.assertEqual(self.shown(), 50)
        self.assertEqual(self.rows("fips")[0][3], "NO, though held")
        self.assertEqual(self.text("#fips-all"), "Show all 1,000")
        browser.run("document.querySelector('#fips-all').click()")
        self.assertEqual(self.shown(), 1000)
        self.see_refresh()
        self.assertEqual(self.shown(), 1000)
        self.assertEqual(self.text("#fips-all"), "Show the first 50")

    def test_a_filter_finds_by_address_and_by_state(self):
        self.status["fips"][700]["state"] = "failed"
        self.open()
        field = browser.driver.find_element("id", "fips-filter")
        field.send_keys("10.0.3.7")
        self.assertEqual(self.text("#fips-shown"), "11 of 1,000 shown")
        field.clear()
        field.send_keys("fail")
        self.assertEqual([row[0] for row in self.rows("fips")], ["10.0.2.201/24"])
        self.see_refresh()
        self.assertEqual(self.shown(), 1)

    def test_a_refresh_touches_only_what_has_changed(self):
        self.open()
        browser.run("document.querySelector('#fips-all').click(); window.changes = 0;"
            "new MutationObserver(list => { window.changes += list.length; }).observe("
            "fips, {childList: true, subtree: true, characterData: true, attributes: true,"
            " attributeFilter: ['class', 'data-tone', 'lang', 'data-label']})")
        self.see_refresh()
        self.assertEqual(browser.run("return window.changes"), 0)
        self.status["fips"][3]["announcements"] = 8
        self.see("return fips.rows[5].cells[5].textContent === '8'", "the new number")
        self.assertLess(browser.run("return window.changes"), 10)


class Verdict(PageCase):
    def tone(self):
        return browser.run("return document.querySelector('#verdict > *').dataset.tone")

    def judge(self, verdict, because, text, found=""):
        self.status["verdict"] = {"verdict": verdict, "because": because, "object": found,
            "text": text}

    def test_the_first_line_is_the_verdict(self):
        self.open()
        self.assertEqual("OK as it should be", " ".join(self.text("#verdict").split()))
        self.assertEqual("good", self.tone())

    def test_it_says_what_it_is_about(self):
        self.judge("warning", "link", "a heartbeat link is not up: cross", "cross")
        self.open()
        self.assertEqual("Warning a heartbeat link is not up cross",
            " ".join(self.text("#verdict").split()))
        self.assertEqual("warn", self.tone())

    def test_it_is_told_in_japanese(self):
        self.judge("critical", "fault", "this node is in fault: the fault is over",
            "the fault is over")
        self.open("?lang=ja")
        self.assertEqual("危険 本サーバーは障害状態です 障害から回復",
            " ".join(self.text("#verdict").split()))
        self.assertEqual("bad", self.tone())

    def test_every_row_of_the_table_has_its_japanese_sentence(self):
        with open(os.path.join(TOP, "core", "protocol", "verdict.def"), encoding="utf-8") as file:
            rows = re.findall(r'^VERDICT\(\w+, \w+, "(\w+)".*?"([^"]+)"\)$', file.read(),
                re.M | re.S)
        self.assertGreater(len(rows), 20)
        for because, sentence in rows:
            self.judge("warning", because, "any")
            self.open("?lang=ja")
            self.assertIn(sentence, self.text("#verdict"))

    def test_an_older_fipd_web_has_none(self):
        del self.status["verdict"]
        self.open()
        self.assertTrue(browser.run("return document.getElementById('verdict').hidden"))


class Conditions(PageCase):
    def test_a_whole_pair_has_none(self):
        self.open()
        self.assertFalse(browser.run("return conditions.checkVisibility()"))

    def test_each_is_told(self):
        self.status["settings"].update(redundancy=False, fence_lost=True)
        self.status["system"]["in_sync"] = False
        self.status["peer"]["version"] = "0.2"
        self.status["role"]["outcome"] = "inProgress"
        for name, value in self.status["outlook"].items():
            if value is False:
                self.status["outlook"][name] = True
            elif value == 0:
                self.status["outlook"][name] = 75000
        self.open()
        text = self.text("#conditions")
        self.assertEqual(len(text.splitlines()), 17, text)
        self.assertIn("restarts too often and is refused for 1 min 15 s", text)
        self.assertIn("different versions: 0.1.0 here, 0.2 there", text)
        self.assertNotIn("{", text)

    def test_a_mismatch_is_told_with_its_reason(self):
        self.status["outlook"]["mismatch"] = "bothPreferred"
        self.status["system"]["in_sync"] = False
        self.open()
        self.assertEqual(self.text("#conditions"),
            "The settings of the nodes contradict each other: both nodes have the configured role "
            "active.")

    def test_the_last_action_and_refusal_are_told(self):
        self.status["role"].update(outcome="failed", outcome_text="the peer has gone",
            refusal_text="count: 0 is below 2")
        self.open()
        self.assertRegex(self.text("#settings"), r"failed\s*the peer has gone")
        self.assertIn("count: 0 is below 2", self.text("#settings"))


class Pac(PageCase):
    def test_this_proxy_stands_before_the_other_on_either_node(self):
        self.status["pac"].update(split="hash", proxy="192.168.0.2", peer_proxy="fd00::1",
            peer_proxy_port=3128, peer_proxy_weight=3, client_networks=[])
        for first in (True, False):
            self.status["pac"]["first"] = first
            self.open()
            self.assertEqual([("This proxy's host name", "192.168.0.2"),
                ("This proxy's port", "8080"), ("The other proxy's host name", "fd00::1"),
                ("The other proxy's port", "3128")], self.facts("pac")[2:6])
        facts = dict(self.facts("pac"))
        self.assertEqual("everybody", facts["Clients"])
        self.assertEqual("1,284", facts["Scripts served"])

    def test_it_says_which_clients_have_which_proxy_first(self):
        for changes, told in (
                ({"first": True}, "on even addresses at this proxy, odd ones at the other"),
                ({"first": False}, "on even addresses at the other proxy, odd ones at this"),
                ({"share": False}, "off all clients at the other proxy"),
                ({"first": True}, "off all clients at this proxy"),
                ({"share": True, "split": "hash", "peer_proxy_weight": 3},
                    "on by a hash of the address, weights 1 here and 3 there")):
            with self.subTest(told):
                self.status["pac"].update(changes)
                self.open()
                self.assertEqual(told, dict(self.facts("pac"))[original.SHARE[1]])

    def test_hosts_without_a_dot_are_direct_or_not(self):
        for direct, told in ((True, "direct"), (False, "through a proxy")):
            self.status["pac"]["direct_plain_names"] = direct
            self.open()
            self.assertEqual(told, dict(self.facts("pac"))["Names without a dot"])

    def test_a_service_that_is_off_has_one_line(self):
        self.status["pac"]["enabled"] = False
        self.open()
        self.assertEqual(self.text("#pac").split(), ["Service", "off"])


class Stale(PageCase):
    complaints = (r"Failed to load resource", r"ERR_")

    def see_stale(self, text):
        self.see("return document.body.classList.contains('stale')", "it is stale")
        self.assertRegex(self.text("#banner"),
            r"^Nothing new is known since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
        self.assertIn(text, self.text("#banner"))
        self.assertIn("Roles and states shown are the last known", self.text("#banner"))
        self.assertEqual(browser.driver.title, "? n1")
        self.assertEqual(self.text("#own-role"), "Operating as active")
        self.assertIn("as last known", self.text("#own-title"))

    def see_fresh(self):
        self.see("return !document.body.classList.contains('stale') && banner.hidden",
            "it is fresh")
        self.assertEqual(browser.driver.title, "ACTIVE n1")
        self.assertNotIn("as last known", self.text("#own-title"))

    def test_a_server_that_stops_makes_the_page_stale_until_it_is_back(self):
        self.open()
        self.see_fresh()
        self.web.stop()
        try:
            self.see_stale("fipd-web does not answer")
        finally:
            self.web.start()
        self.see_fresh()

    def test_a_server_without_fipd_makes_the_page_stale(self):
        self.open()
        self.status["web"].update(stale=True, data_age_ms=125000)
        self.see_stale("gets nothing from fipd")
        self.status["web"].update(stale=False, data_age_ms=0)
        self.see_fresh()

    def test_data_that_does_not_get_younger_makes_the_page_stale(self):
        self.status["web"]["data_age_ms"] = 29000
        self.open()
        self.see_fresh()
        self.status["web"]["data_age_ms"] = 31000
        self.see_stale("fipd-web does not answer")

    def test_a_server_that_hangs_makes_the_page_stale(self):
        self.open()
        self.web.silent.set()
        self.see_stale("fipd-web does not answer")

    def test_an_answer_that_is_none_makes_the_page_stale(self):
        self.open()
        for code, body in ((503, b"{}"), (200, b"not json"), (200, b"[]"), (200, b"")):
            with self.subTest(code=code, body=body):
                self.web.code, self.web.body = code, body
                self.see_stale("no usable answer")
                self.web.code, self.web.body = 200, None
                self.see_fresh()

    def test_ages_of_a_stale_page_stay_as_last_known(self):
        self.status["links"][0]["heard_age_ms"] = 130000
        self.status["web"].update(stale=True, data_age_ms=125000)
        self.open()
        self.see_stale("")
        self.see_refresh()
        self.assertEqual(self.rows("links")[0][4], "5 s ago")

    def see_nothing(self, text):
        browser.open(self.web.url())
        self.see_text("#banner", "Nothing is known yet")
        self.assertIn(text, self.text("#banner"))
        self.assertEqual(browser.driver.title, "? fipd")
        self.assertFalse(browser.run("return document.querySelector('main').checkVisibility()"))

    def test_nothing_is_shown_before_the_first_answer(self):
        self.web.code = 503
        self.see_nothing("HTTP 503")

    def test_nothing_is_shown_before_fipd_web_has_met_fipd(self):
        self.status["web"].update(stale=True, data_age_ms=-1)
        self.see_nothing("gets nothing from fipd")

    def test_a_new_fipd_web_that_meets_no_fipd_leaves_what_was_known(self):
        self.open()
        known, self.web.status = self.status, make_status()
        self.web.status["role"]["role"] = "unknown"
        self.web.status["web"].update(stale=True, data_age_ms=-1)
        self.see_stale("gets nothing from fipd")
        self.web.status = known
        self.see_fresh()


class Checks(PageCase):
    def test_without_checks_and_hooks_there_is_no_table(self):
        self.open()
        self.assertTrue(browser.run("return document.getElementById('checks-place').hidden"))

    def test_each_check_and_hook_is_a_row(self):
        self.status["health"] = {"known": True, "digest": "", "text": ""}
        self.status["outlook"].update(unwell=True, peer_unwell=True)
        self.status["checks"] = [make_check(), make_check("disk", kind="command",
            effect="report", state="failed", target='command ["/usr/bin/disk"]',
            text="exit 1: <b>full</b>")]
        self.status["hooks"] = [{"name": "route", "state": "failed", "text": "exit 2",
            "sequence": 8, "ended_age_ms": 5000, "took_ms": 41, "runs": 4, "failures": 1}]
        self.open()
        self.assertEqual(self.text("#checks-sum"), "1 of 2 checks passed")
        rows = self.rows("checks")
        self.assertEqual(["proxy TCP", "demote", "passed"],
            [cell.replace("\n", " ") for cell in rows[0][:3]])
        self.assertIn("exit 1: <b>full</b>", rows[1][4])
        self.assertEqual(["route", "hook", "failed"], rows[2][:3])
        self.assertIn("runs 4, failed 1", rows[2][4])
        conditions = self.text("#conditions")
        self.assertIn("A service check that demotes this node has failed.", conditions)
        self.assertIn("A service check that demotes the peer has failed.", conditions)

    def test_who_runs_no_checks_is_a_condition(self):
        self.status["health"] = {"known": False, "text": "fipd-exec is not connected"}
        self.status["checks"] = [make_check(state="unknown")]
        self.open()
        self.assertIn("fipd-exec does not report", self.text("#conditions"))


# The page's name for the words of a setting, and the list of core/schema/schema.c.
SETTINGS = {"configured_role": "roles", "failback": "failbacks", "outsiders": "outsiders",
    "page_scope": "scopes"}


def read_core(*path):
    with open(os.path.join(TOP, "core", *path)) as file:
        return file.read()


def read_words():
    """Return the words of each enumeration of the C code."""
    found = {}
    for name, rows in re.findall(r"const char \*const (\w+)\[\] = \{(.*?)\};",
            read_core("protocol", "words.c"), re.S):
        found[name.lower().removesuffix("s")] = rows
    for name, rows in re.findall(r"const char \*const (\w+)_words\[.*?\] = \{(.*?)\};",
            read_core("logic", "words", "narrate.c"), re.S):
        found[name] = rows
    for name, path, macro in (("reason", ("logic", "model", "reasons.def"), "REASON"),
            ("kind", ("logic", "model", "events.def"), "EVENT"),
            ("because", ("protocol", "verdict.def"), "VERDICT")):
        found[name] = " ".join(re.findall(rf'^{macro}\(\w+, \w+, ("\w+")',
            read_core(*path), re.M))
    found["verdict"] = re.search(r"WORDS\[\] = \{(.*?)\};",
        read_core("protocol", "verdict.c"), re.S).group(1)
    for name, table in SETTINGS.items():
        found[name] = re.search(rf"schema_word {table}\[\] = \{{(.*?)\}};",
            read_core("schema", "schema.c"), re.S).group(1)
    return {name: set(re.findall(r'"([\w-]+)"', rows)) for name, rows in found.items()}


class Languages(PageCase):
    def messages(self):
        self.open()
        return browser.driver.execute_async_script("const done = arguments[0];"
            "import('./messages.js').then(module => done(module.MESSAGES))")

    def test_every_word_of_fipd_is_translated_and_no_other(self):
        of_c = read_words()
        self.assertEqual(len(of_c), 19)
        of_c.update(operating=of_c["role"], peer_why=of_c["peer_state"])
        for language, messages in self.messages().items():
            with self.subTest(language):
                self.assertEqual({name: set(words) for name, words in messages["words"].items()},
                    of_c)
                self.assertTrue(all(word for words in messages["words"].values()
                    for word in words.values()))
                self.assertNotRegex(json.dumps(messages, ensure_ascii=False), "ーー|。。|、、")

    def test_both_languages_say_the_same_sentences_with_the_same_values(self):
        english, japanese = (self.messages()[name]["texts"] for name in ("en", "ja"))
        values = lambda texts: {name: sorted(re.findall(r"\{\w+\}", text))
            for name, text in texts.items()}
        self.assertEqual(values(english), values(japanese))

    def test_every_sentence_is_used_and_every_used_one_exists(self):
        texts = set(self.messages()["en"]["texts"])
        source = ""
        for name in os.listdir(PAGE):
            if name.endswith((".js", ".html")) and name != "messages.js":
                with open(os.path.join(PAGE, name)) as file:
                    source += file.read()
        quoted = set(re.findall(r'"(\w+)"', source))
        self.assertEqual(texts - quoted, set())
        asked = set(re.findall(r'(?:say\(|data-say=|data-label=)"(\w+)"', source))
        self.assertEqual(asked - texts, set())

    def test_japanese_is_shown_when_asked_for(self):
        lose_peer(self.status)
        self.open("?lang=ja")
        self.assertEqual(self.text("#own-role"), "稼働系として運用中です。")
        self.assertEqual(self.text("#peer-role"), "通信異常")
        self.assertEqual(self.rows("alarms")[0][0], "重度")
        self.assertEqual(browser.run("return document.documentElement.lang"), "ja")
        self.assertEqual(browser.driver.title, "稼働系 n1 – アラーム 1")

    def test_events_and_alarms_are_told_in_japanese(self):
        lose_peer(self.status)
        self.status["alarms"][0].update(silence_us=10000000, limit_us=10000000)
        self.status["alarms"].append(make_event(10, "linkDown", "minor", "up", "oneWay", "x"))
        self.status["alarms"][1]["path"] = 2
        self.open("?lang=ja")
        self.assertEqual([row[3] for row in self.rows("alarms")], [
            "相手サーバー 192.168.0.2 との通信が途絶えました: 相手サーバーが無応答 (無応答 10秒、限度 10秒)",
            "リンク cross が断になりました: 相手サーバーに届いていない"])
        self.assertEqual([row[3] for row in self.rows("events")][1],
            "待機系 → 稼働系: フェイルバック")
        self.assertEqual(self.text("#own-why"), "フェイルバック")

    def test_the_ends_of_alarms_say_in_japanese_why_they_came(self):
        self.status["alarms"] = [
            make_event(9, "outOfService", "major", "fault", "interfaceDown", "x"),
            make_event(10, "failoverEnd", "cleared", "active", "confirmed", "x"),
            make_event(11, "peerRecovered", "cleared", "initial", "seenAnew", "x"),
            make_event(12, "peerRecovered", "cleared", "active", "toldAnew", "x"),
            make_event(13, "outOfServiceEnd", "cleared", "standby", "none", "x")]
        self.open("?lang=ja")
        told = [row[3] for row in self.rows("alarms")]
        for text, words in zip(told, ("インタフェースがダウンまたは不在", "運用者が F-IP の現在の位置を承認した",
                "fipd の起動により改めて確認する", "改めて通知する", "解消しました")):
            self.assertIn(words, text)

    def test_each_kind_of_event_has_its_sentence_in_japanese(self):
        kinds = sorted(read_words()["kind"])
        self.status["alarms"] = [{**make_event(number, kind, "minor", "active", "stalled",
            "what fipd says"), "mac": "02:00:5e:00:53:01"}
            for number, kind in enumerate(kinds, 1)]
        self.open("?lang=ja")
        told = dict(zip(kinds, (row[3] for row in self.rows("alarms"))))
        self.assertEqual(len(told), len(kinds))
        for kind, text in told.items():
            with self.subTest(kind):
                self.assertRegex(text, r"[ぁ-ん]|→")
                self.assertNotRegex(text, r"[{}]|undefined|null")
        english = browser.run("return [...document.querySelectorAll('#alarms [lang=en]')]"
            ".map(one => one.innerText)")
        with_own_words = [kind for kind in kinds if told[kind].endswith("what fipd says")]
        self.assertEqual(["actionRefused", "checksUnknown", "configChanged", "hookEnded",
            "hookFailed", "journalFailed", "outsider", "serviceFailed", "serviceWorks",
            "thirdNode"], with_own_words)
        self.assertEqual(english, ["what fipd says"] * len(with_own_words))

    def test_what_has_no_japanese_stays_as_fipd_says_it(self):
        self.status["alarms"] = [make_event(9, "teleported", "minor", "up", "none", "It moved.")]
        self.status["role"].update(outcome="refused",
            outcome_text="refused: this node is in maintenance",
            refusal_text="count: 0 is below 2; 2 to 100 is allowed")
        self.open("?lang=ja")
        self.assertEqual(self.rows("alarms")[0][3], "It moved.")
        facts = dict(self.facts("settings"))
        self.assertEqual(facts["最後の操作"], "拒否 保守中")
        self.assertEqual(facts["最後の拒否"], "count: 0 is below 2; 2 to 100 is allowed")

    def test_the_choice_is_kept_in_the_address(self):
        self.open()
        browser.run("document.querySelector('nav a[lang=ja]').click()")
        self.assertEqual(self.text("#own-role"), "稼働系として運用中です。")
        self.assertEqual(browser.driver.current_url, self.web.url("?lang=ja"))
        browser.driver.refresh()
        self.see_text("#own-role", "稼働系として運用中です。")
        browser.run("document.querySelector('nav a[lang=en]').click()")
        self.assertEqual(self.text("#own-role"), "Operating as active")
        self.assertEqual(browser.run("return document.cookie + localStorage.length"), "0")

    def test_no_label_of_the_other_language_is_left(self):
        self.open("?lang=ja")
        labels = browser.run("return [...document.querySelectorAll('[data-say], dt, [data-label]')]"
            ".map(one => one.dataset.label ?? one.textContent)")
        latin = [label for label in labels if re.fullmatch(r"[\x00-\x7f]+", label)]
        self.assertEqual(set(latin) - {"F-IP", "fipd", "language", "conditions"}, set())

    def test_a_word_of_a_newer_fipd_stays_as_it_is(self):
        self.status["role"]["role"] = "constructor"
        self.status["fips"][0]["state"] = "teleported"
        self.open("?lang=ja")
        self.assertEqual(self.text("#own-role"), "constructor")
        self.assertEqual(self.rows("fips")[0][2], "teleported")


class OriginalWords(PageCase):
    """Who comes from the original finds its words, at their places (tests/web/original.py)."""

    def see_places(self, places, number):
        for selector, words in places.items():
            with self.subTest(selector, language=LANGUAGES[number]):
                self.assertEqual(self.text(selector), words[number])

    def open_as(self, number):
        self.status["page"]["refresh_ms"] = 10000
        self.open(f"?lang={LANGUAGES[number]}")

    def test_the_places_of_a_whole_pair(self):
        for number in (0, 1):
            self.open_as(number)
            self.see_places(original.WELL, number)
            shape = re.compile(re.sub(r"\d", r"\\d", re.escape(original.FRESH[number])))
            self.assertRegex(self.text("#fresh"), shape)

    def test_the_peer_is_told_as_from_the_other_node(self):
        self.status["role"]["role"], self.status["peer"]["role"] = "standby", "active"
        for number in (0, 1):
            self.open_as(number)
            self.assertEqual(self.text("#own-role"), original.WELL["#peer-role"][number])
            self.assertEqual(self.text("#peer-role"), original.WELL["#own-role"][number])

    def test_the_places_while_the_peer_is_silent(self):
        lose_peer(self.status)
        for number in (0, 1):
            self.open_as(number)
            self.see_places(original.LOST, number)

    def test_the_facts_in_their_order(self):
        for number in (0, 1):
            self.open_as(number)
            for name, words in original.FACTS.items():
                with self.subTest(name, language=LANGUAGES[number]):
                    labels = [label for label, _ in words[number]]
                    self.assertEqual(words[number],
                        [fact for fact in self.facts(name) if fact[0] in labels])

    def test_a_switch_is_on_or_off_in_the_words_of_the_original(self):
        for number in (0, 1):
            for on, word in zip((True, False), original.SWITCH[number]):
                self.status["settings"]["redundancy"] = self.status["pac"]["share"] = on
                self.open_as(number)
                label = original.FACTS["settings"][number][0][0]
                self.assertEqual(word, dict(self.facts("settings"))[label])
                self.assertEqual(word,
                    dict(self.facts("pac"))[original.SHARE[number]].split()[0])


class PreferredLanguage(unittest.TestCase):
    def test_the_browsers_first_language_that_we_speak_is_taken(self):
        web = PlayedWeb()
        self.addCleanup(web.stop)
        with Browser(languages="fr,ja,en") as french:
            french.open(web.url())
            french.wait(lambda: french.run("return document.querySelector('#own-role').innerText")
                == "稼働系として運用中です。", "Japanese, since there is no French")


HOSTILE = "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>\"'&amp;${1}{2}"


def poison(value, text):
    """Put a text in the place of every string."""
    if isinstance(value, dict):
        return {name: poison(one, text) for name, one in value.items()}
    if isinstance(value, list):
        return [poison(one, text) for one in value]
    return text if isinstance(value, str) else value


class BadInput(PageCase):
    def poison(self, text):
        status = poison(self.status, text)
        status["page"]["refresh_ms"] = REFRESH_MS
        status["fips"] *= 20
        self.web.status = status

    def test_markup_in_any_value_is_text(self):
        lose_peer(self.status)
        self.poison(HOSTILE)
        self.open()
        self.assertEqual(self.text("#node"), HOSTILE)
        self.assertEqual(self.rows("alarms")[0][3], HOSTILE)
        self.assertEqual(browser.run("return document.querySelectorAll('script, img').length"), 1)
        self.assertIsNone(browser.run("return window.harmed"))

    def test_very_long_values_break_into_lines(self):
        lose_peer(self.status)
        self.poison("x" * 2000)
        for width in (1100, 360):
            browser.set_width(width)
            self.open()
            self.assert_no_overflow(width)

    def test_missing_members_and_wrong_types_do_not_stop_it(self):
        for status in ({"system": {}}, {"system": {"node": "n1"}, "fips": {}, "links": [1, None],
                "role": [], "history": "no"}, {**self.status, "fips": [{}], "links": [{}],
                "alarms": [{}], "history": [{}], "outlook": {"mismatch": 7}, "pac": {
                "enabled": True, "direct_networks": 3}}):
            with self.subTest(status=json.dumps(status)[:60]):
                self.web.status = status
                self.open()
                self.assertTrue(browser.run("return banner.hidden"))

    def assert_no_overflow(self, width):
        self.assertLessEqual(browser.run("return document.documentElement.scrollWidth"), width)


class Looks(PageCase):
    def make_full(self):
        """Let the page have as much to show as it may."""
        lose_peer(self.status)
        self.status["outlook"].update(pinned=True, maintenance=True, cut_off=True)
        self.status["checks"] = [make_check(31 * "n", target="http http://" + 100 * "h",
            state="failed", text=12 * "a long text ")]
        self.status["settings"]["own_address"] = "fd00:1234:5678:9abc:def0:1234:5678:9abc"
        self.status["links"].append(make_link("third-link", "bond0.1234", "10.200.200",
            state="oneWay", trouble="unauthentic", own_address="fd00:1234:5678:9abc:def0::1234"))
        self.status["fips"] += [make_fip(f"192.168.0.{end}", present=False)
            for end in range(101, 130)]
        self.status["fips"].append(make_fip("fd00:1234:5678:9abc:def0:1234:5678:9abc",
            prefix_length=64, state="conflict", conflicts=12,
            conflict_mac="02:00:5e:00:53:01"))

    def test_no_width_scrolls_the_page_sideways(self):
        self.make_full()
        for language in ("en", "ja"):
            for width in (320, 360, 681, 800, 1100):
                with self.subTest(language=language, width=width):
                    browser.set_width(width)
                    self.open(f"?lang={language}")
                    self.assertLessEqual(
                        browser.run("return document.documentElement.scrollWidth"), width)

    def test_every_text_has_contrast_in_light_dark_and_stale(self):
        self.make_full()
        for theme in ("light", "dark"):
            browser.set_media(prefers_color_scheme=theme)
            for stale in (False, True):
                self.status["web"]["stale"] = stale
                with self.subTest(theme=theme, stale=stale):
                    self.open()
                    self.see("return document.body.classList.contains('stale') === "
                        f"{str(stale).lower()}", "stale or not")
                    weak = browser.run(CONTRASTS)
                    self.assertEqual([one for one in weak if one[0] < 4.5], [])
                    self.assertGreater(len(weak), 100)

    def test_dark_mode_is_dark(self):
        browser.set_media(prefers_color_scheme="dark")
        self.open()
        colour = browser.run("return getComputedStyle(document.body).backgroundColor")
        self.assertLess(max(map(int, re.findall(r"\d+", colour))), 60)

    def test_a_tone_has_a_sign_beside_its_colour(self):
        self.make_full()
        self.open()
        self.assertEqual(browser.run("return [...document.querySelectorAll('[data-tone]')]"
            ".filter(one => ['none', 'normal'].includes("
            "getComputedStyle(one, '::before').content)).length"), 0)

    def test_a_print_has_all_but_what_can_be_pressed(self):
        browser.set_media("print")
        self.addCleanup(browser.set_media)
        self.open()
        self.assertFalse(browser.run("return document.querySelector('nav').checkVisibility()"))
        self.assertTrue(browser.run("return fips.checkVisibility()"))

    def test_the_tab_key_reaches_all_that_can_be_used(self):
        self.make_full()
        self.status["fips"] *= 3
        self.open()
        reached = []
        for _ in range(4):
            browser.driver.switch_to.active_element.send_keys("\ue004")
            reached.append(browser.run("const one = document.activeElement;"
                "return one.id || one.lang"))
        self.assertEqual(reached, ["en", "ja", "fips-filter", "fips-all"])

    def test_tables_have_heads_for_columns_and_rows(self):
        self.open()
        self.assertEqual(browser.run("return [...document.querySelectorAll('th')]"
            ".filter(one => !one.scope).length"), 0)
        self.assertEqual(browser.run("return [...document.querySelectorAll('table')]"
            ".filter(one => !document.getElementById(one.getAttribute('aria-labelledby')))"
            ".length"), 0)


# For each element with text of its own: its contrast (WCAG 2.1) and the text.
CONTRASTS = """
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const linear = (c) => c <= 10.31475 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
function behind(element) {
	for (let one = element; one; one = one.parentElement) {
		const colour = parse(getComputedStyle(one).backgroundColor);
		if (colour[3] === undefined || colour[3] === 1) {
			return colour;
		}
	}
	return [255, 255, 255];
}
return [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
	&& [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
	.map((one) => {
		const pair = [light(parse(getComputedStyle(one).color)), light(behind(one))];
		return [(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), one.textContent];
	});
"""


class Delivery(PageCase):
    def test_nothing_inline_and_nothing_from_elsewhere(self):
        for name in os.listdir(PAGE):
            with open(os.path.join(PAGE, name)) as file:
                text = file.read()
            with self.subTest(name):
                self.assertNotRegex(text, r"innerHTML|outerHTML|insertAdjacentHTML|document\.write")
                self.assertNotRegex(text, r"eval\(|\bon\w+=|style=|<style|@import|url\(")
                self.assertNotRegex(text.replace("http://www.w3.org/2000/svg", ""), r"https?://")

    def test_without_scripts_the_page_says_where_the_data_is(self):
        self.addCleanup(browser.command, "Emulation.setScriptExecutionDisabled", value=False)
        browser.command("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(self.web.url())
        self.assertIn("api/v1/status", browser.driver.find_element("tag name", "noscript").text)

    def test_the_example_is_what_the_protocol_says(self):
        with open(os.path.join(TOP, "core", "protocol", "protocol.md")) as file:
            rows = re.findall(r"^\| `(\w+)` (?:\(.*?\) )?\| (.*) \|$", file.read(), re.M)
        groups = {name: set(re.findall(r"`(\w+)`", text)) for name, text in rows
            if name in self.status and name != "alarms"}
        self.assertEqual(len(groups), 11)
        for name, known in groups.items():
            group = self.status[name]
            members = group[0] if isinstance(group, list) else group
            self.assertEqual(set(members) - known - {"present"}, set(), name)


if __name__ == "__main__":
    unittest.main()
