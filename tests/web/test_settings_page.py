"""The settings screens of fipctl page in Chromium: the real fipctl, and a played fipd."""

import http.server
import os
import re
import sys
import threading
import unittest

import original
from browser import Browser

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.append(os.path.join(TOP, "tests", "ctl"))
os.environ.setdefault("FIPCTL", os.path.join(os.environ["FIPD_WEB_BUILD"], "fipctl"))

from page_case import PageCase  # pylint: disable=wrong-import-position
from test_page import CONTRASTS, LANGUAGES  # pylint: disable=wrong-import-position

SCREENS = os.path.join(TOP, "ctl", "page")
TAB, ENTER, ESCAPE, SHIFT = "\ue004", "\ue007", "\ue00c", "\ue008"

browser = None


def setUpModule():
    global browser
    browser = Browser()
    unittest.addModuleCleanup(browser.close)


class ScreenCase(PageCase):
    """A fipctl page per test; one Chromium for all."""

    complaints = ()  # what may stand in the console, as regular expressions

    def setUp(self):
        super().setUp()
        self.refusals = {}  # setting -> error and text, as fipd refuses it
        self.fipd.handlers["prepare"] = self.prepare
        self.fipd.handlers["commit"] = self.commit
        self.page = self.begin()
        self.addCleanup(browser.open, "about:blank")
        browser.set_width(1100)
        browser.set_media(prefers_color_scheme="light")
        browser.read_log()

    def tearDown(self):
        told = [line for line in browser.read_log()
            if not any(re.search(pattern, line) for pattern in self.complaints)]
        self.assertEqual(told, [])

    def prepare(self, request):
        self.prepared = request["set"]
        for index, setting in enumerate(request["set"]):
            if setting["name"] in self.refusals:
                error, text = self.refusals[setting["name"]]
                return {"ok": False, "error": error, "index": index, "text": text}
        return {"ok": True}

    def commit(self, _request):
        """What was prepared is in force, as far as these tests change it."""
        for setting in self.prepared:
            if setting["name"] == "count":
                self.fipd.status["settings"]["count"] = int(setting["value"])
        return {"ok": True}

    def open(self, more="?lang=en"):
        browser.open(self.page.address + more)
        self.see("return !document.querySelector('main').hidden", "the screens are drawn")

    def see(self, script, what):
        return browser.wait(lambda: browser.run(script), what)

    @staticmethod
    def text(selector):
        return browser.run("return document.querySelector(arguments[0]).innerText", selector)

    @staticmethod
    def type(name, text):
        browser.run("document.querySelector(`[name=${arguments[0]}]`).value = arguments[1]",
            name, text)

    @staticmethod
    def press(selector):
        browser.run("document.querySelector(arguments[0]).click()", selector)

    def check(self, screen="redundancy-screen"):
        self.press(f"#{screen} button")

    def see_plan(self):
        """Wait for the dialog; return its changes and its effects."""
        self.see("return document.querySelector('#plan').open", "the plan is shown")
        return (browser.run("return [...document.querySelectorAll('#plan-changes > div')]"
            ".map(one => [...one.children].map(part => part.innerText.trim()))"),
            browser.run("return [...document.querySelectorAll('#plan-effects li')]"
                ".map(one => one.innerText.trim())"))

    def plan(self, screen, **values):
        """Type values, check, and return the effects that are shown; close the dialog."""
        for name, text in values.items():
            self.type(name, text)
        self.check(screen)
        effects = self.see_plan()[1]
        self.press("#back")
        browser.run("document.querySelectorAll('main [name]').forEach("
            "field => { field.value = field.dataset.before.replaceAll(',', '\\n'); })")
        return effects

    def see_fault(self, name):
        self.see(f"return !document.querySelector('#fault-{name}').hidden", f"{name}'s refusal")
        return self.text(f"#fault-{name}")

    def ops(self):
        return [op for op in self.fipd.ops() if op != "status"]


class Elsewhere:
    """A page of another origin, from its start to end()."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!DOCTYPE html><body>elsewhere")

        def log_message(self, *_):
            pass

    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Words(ScreenCase):
    """Who comes from the original finds its screens in its words (tests/web/original.py)."""

    def test_titles_and_labels_are_those_of_the_table_in_their_order(self):
        for number, language in enumerate(LANGUAGES):
            self.open(f"?lang={language}")
            for screen, (title, labels) in original.SCREENS.items():
                with self.subTest(screen, language=language):
                    self.assertEqual(title[number],
                        self.text(f"#{screen} h2").removesuffix(" eth0"))
                    self.assertEqual([label[number] for label in labels],
                        browser.run("return [...document.querySelectorAll("
                            "`#${arguments[0]} label`)].map(one => one.innerText)", screen))

    def test_choices_are_those_of_the_table(self):
        for number, language in enumerate(LANGUAGES):
            self.open(f"?lang={language}")
            for name, words in (("redundancy", original.SWITCH), ("role", original.ROLES),
                    ("share_load", original.SWITCH)):
                self.assertEqual(list(words[number]), browser.run("return [...document"
                    ".querySelector(`[name=${arguments[0]}]`).options].map(one => one.text)",
                    name))

    def test_both_languages_say_the_same_sentences_with_the_same_values(self):
        self.open()
        messages = browser.driver.execute_async_script("const done = arguments[0];"
            "import('./messages.js').then(module => done(module.MESSAGES))")
        values = [{name: sorted(re.findall(r"\{\w+\}", text))
            for name, text in messages[language]["texts"].items()} for language in LANGUAGES]
        self.assertEqual(*values)

    def test_every_sentence_is_used(self):
        with open(os.path.join(SCREENS, "wording.js")) as file:
            names = set(re.findall(r"^\t(\w+):", file.read(), re.M))
        quoted = set()
        for name in ("index.html", "screens.js", "effects.js"):
            with open(os.path.join(SCREENS, name)) as file:
                quoted |= set(re.findall(r'"(\w+)"', file.read()))
        self.assertEqual(names - quoted, set())

    def test_the_language_can_be_changed_and_keeps_what_was_typed(self):
        self.open()
        self.refusals["count"] = ("wrongValue", "count: 0 is below 2; 2 to 100 is allowed")
        self.type("count", "0")
        self.check()
        self.see_fault("count")
        self.press("nav a[lang=ja]")
        self.assertEqual(self.text("#fault-count"), "✕ 設定できません: count: 0 is below 2; "
            "2 to 100 is allowed".removeprefix("✕ "))
        self.assertEqual("0", browser.run("return count.value"))
        self.assertEqual("n1 – 設定", browser.driver.title)


class Changes(ScreenCase):
    def test_the_screens_show_what_is_in_force(self):
        self.fipd.status["settings"]["interval_ms"] = 2500
        self.open()
        self.assertEqual(browser.run("return Object.fromEntries([...document.querySelectorAll("
            "'main [name]')].map(one => [one.name, one.value]))"), {
            "redundancy": "on", "role": "active", "peer": "192.0.2.2", "port": "7900",
            "interval": "2500 ms", "count": "5", "fips": "192.0.2.100/24",
            "proxy": "192.0.2.1", "proxy_port": "8080",
            "direct_networks": "127.0.0.0/8\nfd00::/8", "share_load": "on",
            "peer_proxy": "p2.example", "peer_proxy_port": "8080"})

    def test_what_it_will_do_is_shown_before_it_is_done(self):
        self.open()
        self.type("interval", "1")
        self.type("count", "4")
        self.check()
        changes, effects = self.see_plan()
        self.assertEqual(changes, [["Monitor interval", "2 → 1"], ["Monitor count", "5 → 4"]])
        self.assertIn("Detection here takes 4 s instead of 10 s; "
            "the longer of both nodes counts.", effects[0])
        self.assertEqual(self.ops(), ["prepare"])
        self.press("#apply")
        self.fipd.wait_for(lambda: self.ops() == ["prepare", "prepare", "commit", "free"])
        self.assertEqual(self.prepared, [{"name": "interval", "value": "1"},
            {"name": "count", "value": "4"}])
        self.see("return document.querySelector('#redundancy-screen .done').innerText"
            " === 'The change is in force and kept.'", "it is told")
        self.assertEqual("4", browser.run("return count.value"))

    def test_what_it_will_do_is_told_by_what_is_in_force_now(self):
        self.fipd.status["role"]["role"] = "standby"
        self.open()
        self.type("redundancy", "off")
        self.type("count", "4")
        self.fipd.status["role"]["role"] = "active"
        self.fipd.status["settings"].update(count=9, port=7901)
        self.check()
        changes, effects = self.see_plan()
        self.assertEqual(changes, [["Redundancy", "on → off"], ["Monitor count", "9 → 4"]])
        self.assertIn("This node gives up the F-IPs", effects[-1])
        self.assertEqual(["7901", "4"], browser.run("return [port.value, count.value]"))

    def test_what_is_in_force_is_shown_as_fipd_writes_it(self):
        self.open()
        self.type("count", "04")
        self.check()
        self.see_plan()
        self.press("#apply")
        self.see("return count.value === '4'", "the field has fipd's own form")

    def test_who_goes_back_has_changed_nothing(self):
        self.open()
        self.type("count", "4")
        self.check()
        self.see_plan()
        self.press("#back")
        self.assertFalse(browser.run("return document.querySelector('#plan').open"))
        self.assertEqual(self.ops(), ["prepare"])
        self.assertEqual("4", browser.run("return count.value"))

    def test_what_is_in_force_already_is_asked_of_nobody(self):
        self.open()
        self.check()
        self.see("return document.querySelector('#redundancy-screen .done').innerText"
            " === 'This is what is in force: nothing is changed.'", "it is told")
        self.assertEqual(self.ops(), [])

    def test_lists_go_as_one_value(self):
        self.open()
        self.type("fips", " 192.0.2.100/24\n192.0.2.101/255.255.255.0,\n\n")
        self.check("interface-screen")
        self.assertEqual(self.see_plan()[0],
            [["F-IPs", "192.0.2.100/24 → 192.0.2.100/24, 192.0.2.101/255.255.255.0"]])
        self.assertEqual(self.prepared, [{"name": "fips",
            "value": "192.0.2.100/24,192.0.2.101/255.255.255.0"}])

    def test_a_choice_goes_as_its_word_and_is_told_as_it_is_read(self):
        self.open("?lang=ja")
        self.type("share_load", "off")
        self.check("pac-screen")
        self.assertEqual(self.see_plan()[0],
            [["スクリプトによるプロキシサーバへの負荷分散を実施", "する → しない"]])
        self.assertEqual(self.prepared, [{"name": "share_load", "value": "off"}])

    def test_every_setting_says_what_it_does(self):
        self.open()
        for name, value, told in (
                ("redundancy", "off", ["no part in the failover any more", "gives up the F-IPs"]),
                ("role", "standby", ["The peer is the preferred", "needs the other role"]),
                ("peer", "192.0.2.3", ["Heartbeats go to 192.0.2.3"]),
                ("port", "7901", ["do not hear each other"]),
                ("count", "3", ["takes 6 s instead of 10 s", "Set the same on the peer"])):
            with self.subTest(name):
                effects = self.plan("redundancy-screen", **{name: value})
                self.assertEqual(len(effects), len(told))
                for effect, text in zip(effects, told):
                    self.assertIn(text, effect)
        self.assertIn("serves the new list at once", self.plan("interface-screen", fips="")[0])
        self.fipd.status["role"]["role"] = "standby"
        self.assertEqual("This node serves the new list when it takes the F-IPs.",
            self.plan("interface-screen", fips="")[0])
        self.assertIn("Browsers have the new script", self.plan("pac-screen", proxy="p1")[0])

    def test_while_redundancy_is_off_nothing_moves(self):
        self.fipd.status["settings"].update(redundancy=False, configured_role="standby")
        self.fipd.status["pac"]["enabled"] = False
        self.open()
        self.assertEqual(["Redundancy is off: no F-IP moves by this."],
            self.plan("redundancy-screen", role="active"))
        self.assertIn("takes part in the failover from now on",
            self.plan("redundancy-screen", redundancy="on")[0])
        self.assertIn("the setting pac is off", self.plan("pac-screen", proxy_port="3128")[0])


class Refusals(ScreenCase):
    def test_each_bad_value_has_its_refusal_below_its_field(self):
        self.refusals.update(port=("wrongValue", "port: 0 is below 1"),
            count=("wrongValue", "count: 1 is below 2"))
        self.open()
        for name, text in (("port", "0"), ("interval", "1"), ("count", "1")):
            self.type(name, text)
        self.check()
        self.see("return document.activeElement === document.querySelector('#port')",
            "the first one has the focus")
        self.assertEqual(self.see_fault("count"), "Not possible: count: 1 is below 2")
        self.assertEqual(self.see_fault("port"), "Not possible: port: 0 is below 1")
        self.assertEqual([True, False, True], browser.run("return ['port', 'interval', 'count']"
            ".map(name => document.querySelector('#' + name).matches('[aria-invalid]'))"))
        self.assertFalse(browser.run("return document.querySelector('#plan').open"))
        self.assertNotIn("commit", self.ops())
        self.assertEqual("fault-port", browser.run(
            "return document.querySelector('#port').getAttribute('aria-describedby')"))

    def test_it_goes_when_the_value_is_good(self):
        self.refusals["count"] = ("wrongValue", "count: 1 is below 2")
        self.open()
        self.type("count", "1")
        self.check()
        self.see_fault("count")
        self.refusals.clear()
        self.type("count", "3")
        self.check()
        self.see_plan()
        self.assertTrue(browser.run("return document.querySelector('#fault-count').hidden"))

    def test_a_contradiction_stands_at_the_field_that_it_names(self):
        self.refusals["redundancy"] = ("inconsistentValue",
            "fips: is missing while redundancy is on")
        self.open()
        self.type("redundancy", "off")
        self.check()
        self.assertIn("is missing while redundancy is on", self.see_fault("fips"))

    def test_a_refusal_of_the_whole_stands_above(self):
        self.fipd.handlers["prepare"] = lambda request: {"ok": False, "index": -1,
            "error": "resourceUnavailable", "text": "another client changes settings just now"}
        self.open()
        self.type("count", "3")
        self.check()
        self.see("return !document.querySelector('#banner').hidden", "the banner")
        self.assertIn("another client changes settings", self.text("#banner"))

    def test_one_that_comes_with_the_change_is_told_too(self):
        self.open()
        self.type("count", "3")
        self.check()
        self.see_plan()
        self.fipd.handlers["commit"] = lambda request: {"ok": False, "error": "commitFailed",
            "text": "the settings could not be written"}
        self.press("#apply")
        self.see("return !document.querySelector('#banner').hidden", "the banner")
        self.assertIn("could not be written", self.text("#banner"))

    def test_markup_of_fipd_is_text(self):
        self.refusals["count"] = ("wrongValue", "count: <img src=x onerror='window.harmed = 1'>")
        self.open()
        self.type("count", "3")
        self.check()
        self.assertIn("<img", self.see_fault("count"))
        self.assertIsNone(browser.run("return window.harmed"))


class Callers(ScreenCase):
    complaints = ("403", "404", "ERR_CONNECTION_REFUSED", "frame-ancestors")

    def test_a_second_browser_and_a_name_that_leads_here_are_turned_away(self):
        rebound = self.page.address.replace("127.0.0.1", "rebound.example")
        with Browser("--host-resolver-rules=MAP rebound.example 127.0.0.1") as second:
            second.open(rebound)
            self.assertIn("at the address that fipctl page printed only",
                second.run("return document.body.innerText"))
            self.open()
            second.open(self.page.address)
            self.assertIn("belongs to the browser that opened it first",
                second.run("return document.body.innerText"))

    def test_a_page_of_another_origin_changes_and_frames_nothing(self):
        """It knows the address, and this browser sends its cookie: the port is no other site."""
        self.open()
        elsewhere = Elsewhere()
        self.addCleanup(elsewhere.end)
        post = """const [address, done] = arguments;
            fetch(address + "change", { method: "POST", mode: "no-cors", credentials: "include",
                body: '{"set":[{"name":"count","value":"4"}]}' })
                .then(answer => done(answer.type), error => done(String(error)));"""
        browser.open(elsewhere.url)
        self.assertEqual("opaque",
            browser.driver.execute_async_script(post, self.page.address), "it was answered")
        self.assertEqual([], self.ops())
        browser.driver.execute_async_script("""const [address, done] = arguments;
            const frame = document.createElement("iframe");
            frame.src = address;
            frame.onload = done;
            document.body.append(frame);""", self.page.address)
        self.assertTrue(any("frame-ancestors" in line for line in browser.read_log()))
        self.open()
        self.assertEqual("basic",
            browser.driver.execute_async_script(post, self.page.address))
        self.assertEqual(["prepare", "commit", "free"], self.ops())

    def test_the_first_may_load_it_again(self):
        self.open()
        self.open("?lang=ja")
        self.assertEqual(self.text("#redundancy-screen h2"), "システム冗長化設定")

    def test_its_cookie_cannot_be_read_by_a_script(self):
        self.open()
        self.assertEqual("0", browser.run("return document.cookie + localStorage.length"))

    def test_when_fipctl_has_ended_the_page_says_so(self):
        self.open()
        self.page.end()
        self.type("count", "3")
        self.check()
        self.see("return !document.querySelector('#banner').hidden", "the banner")
        self.assertIn("it has ended", self.text("#banner"))

    def test_nothing_is_asked_of_it_but_by_hand(self):
        self.open()
        self.type("count", "3")
        self.check()
        self.see_plan()
        self.assertEqual(browser.run("return performance.getEntriesByType('resource')"
            ".filter(one => one.initiatorType === 'fetch').length"), 3)
        for name in os.listdir(SCREENS):
            if name.endswith(".js"):
                with open(os.path.join(SCREENS, name)) as file:
                    self.assertNotRegex(file.read(), r"setInterval|setTimeout|EventSource")


class Looks(ScreenCase):
    def make_full(self):
        """Let a long refusal stand at a field."""
        self.refusals["count"] = ("wrongValue", "count: " + "x" * 300)
        self.type("count", "0")
        self.check()
        self.see_fault("count")

    def test_it_is_worked_by_keyboard_alone(self):
        self.open()
        send = lambda keys: browser.driver.switch_to.active_element.send_keys(keys)
        browser.run("document.querySelector('#count').focus(); document.activeElement.select()")
        send("3" + ENTER)
        self.see_plan()
        self.assertEqual("back", browser.run("return document.activeElement.id"),
            "an Enter that repeats changes nothing")
        send(ESCAPE)
        self.see("return !document.querySelector('#plan').open", "Escape goes back")
        self.assertEqual("count", browser.run("return document.activeElement.id"))
        send(ENTER)
        self.see_plan()
        send(SHIFT + TAB)
        self.assertEqual("apply", browser.run("return document.activeElement.id"))
        send(ENTER)
        self.fipd.wait_for(lambda: "commit" in self.ops())

    def test_the_tab_key_reaches_every_field_in_its_order(self):
        self.open()
        reached = []
        for _ in range(18):
            browser.driver.switch_to.active_element.send_keys(TAB)
            reached.append(browser.run("const one = document.activeElement;"
                "return one.name || one.lang || one.localName"))
        self.assertEqual(reached, ["en", "ja", "redundancy", "role", "peer", "port", "interval",
            "count", "button", "fips", "button", "proxy", "proxy_port", "direct_networks",
            "share_load", "peer_proxy", "peer_proxy_port", "button"])

    def test_no_width_scrolls_the_page_sideways(self):
        for language in LANGUAGES:
            for width in (320, 681, 1100):
                with self.subTest(language=language, width=width):
                    browser.set_width(width)
                    self.fipd.status["fips"] = self.fipd.status["fips"][:1] * 30
                    self.open(f"?lang={language}")
                    self.make_full()
                    self.assertLessEqual(
                        browser.run("return document.documentElement.scrollWidth"), width)

    def test_every_text_has_contrast_in_light_and_dark(self):
        for theme in ("light", "dark"):
            browser.set_media(prefers_color_scheme=theme)
            self.open()
            self.make_full()
            self.type("count", "5")
            self.type("port", "1")
            self.check()
            self.see_plan()
            weak = browser.run(CONTRASTS)
            self.assertEqual([one for one in weak if one[0] < 4.5], [])
            self.assertGreater(len(weak), 25)

    def test_nothing_inline_and_nothing_from_elsewhere(self):
        for name in os.listdir(SCREENS):
            if name.endswith((".js", ".html")):
                with open(os.path.join(SCREENS, name)) as file:
                    text = file.read()
                with self.subTest(name):
                    self.assertNotRegex(text, r"innerHTML|outerHTML|insertAdjacentHTML|eval\(")
                    self.assertNotRegex(text, r"\bon\w+=\"|style=|<style|https?://")


if __name__ == "__main__":
    unittest.main()
