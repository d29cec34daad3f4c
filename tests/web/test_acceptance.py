"""docs/acceptance.md and its Japanese twin do what they show, on a pair of the lab.

Every block ```walk of a page is played, in order: commands in the hosts, deeds by the lab.
The settings are those of the page's own blocks, too.
"""

import os
import re
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from selenium.common.exceptions import WebDriverException

from lab.case import LabCase
from lab.kept import write_scripts
from lab.log_daemons import Rsyslog
from lab.node import FLOATING
from lab.prompts import pattern_of, read_blocks, read_page, read_steps
from lab.proxy import Proxy, start_origin, via
from lab.wait import wait_until

from browser import Browser

ENGLISH, JAPANESE = "docs/acceptance.md", "docs/acceptance.ja.md"
LANGUAGES = {ENGLISH: "en-US,en", JAPANESE: "ja"}
CONFIGURATIONS = ("active-standby", "active-active")
HOSTS = ("n1", "n2", "oc", "even", "odd")
HARMLESS = ("curl", "fipctl", "grep", "ping")  # no other command is run from a page
LIMIT_S = 180
RELOAD_S = 30  # then a page that does not come is asked for anew
URL = re.compile(r"http://\S+")
# A page may say 20 s; the walk's verdict is in what is seen then.
QUICK = {"failback_delay": "2 s"}


def settings_of(page, configuration):
    """Return what a page has its reader write into fipd.yaml of both nodes."""
    (_, lines), = read_blocks(page, f"yaml {configuration}")
    return dict(line.split(": ") for line in lines)


def ports_of(page, configuration, node):
    """Return what a page has in the squid.conf of a node; it shows that of n1."""
    (_, lines), = read_blocks(page, f"squid {configuration}")
    return "\n".join(line.replace("192.168.0.1:", f"{node.address}:") for line in lines)


def options_of(page, configuration):
    """Return the options that a page gives to fipd-web."""
    return [word for _, lines in read_blocks(page, f"ini {configuration}")
        for line in lines for word in line.split() if word.startswith("--")]


def steps_of(page, configuration):
    return read_steps(page, HOSTS, "walk", f"walk {configuration}")


def defaults():
    """Return the values of the settings as the example shows them."""
    return dict(re.findall(r"^#?(\w+): (.+)$", read_page("conf/fipd.yaml"), re.MULTILINE))


class PageTest(unittest.TestCase):
    def test_each_of_eight_steps_is_walked(self):
        for page in LANGUAGES:
            numbers = re.findall(r"^## (?:Step|手順) (\d): ", read_page(page), re.MULTILINE)
            self.assertEqual(list("12345678"), numbers)
            walked = {number for configuration in CONFIGURATIONS
                for step in steps_of(page, configuration)
                for number in re.findall(r"\d(?=: )", step.heading)}
            self.assertEqual(set(numbers), walked)

    def test_both_languages_have_the_same_walk(self):
        for configuration in CONFIGURATIONS:
            english, japanese = (steps_of(page, configuration) for page in LANGUAGES)
            self.assertEqual([self.essence(step) for step in english],
                [self.essence(step) for step in japanese])
            for kind in ("yaml", "squid", "ini"):
                english, japanese = ([lines for _, lines in read_blocks(page,
                    f"{kind} {configuration}")] for page in LANGUAGES)
                self.assertEqual(english, japanese)

    def essence(self, step):
        """Return what is done and seen, without the words of a language."""
        if not step.by_hand:
            return step.host, step.text, step.lines
        url = URL.search(step.text)
        deed = WalkTest.DEEDS[URL.sub("URL", step.text)]
        return step.host, deed.__name__, url and url[0], len(step.lines)

    def test_the_times_are_the_defaults(self):
        for page in LANGUAGES:
            rows = re.findall(r"^\|[^|]*\| (\d+ s[^|]*) \| (`[^|]*) \|$", read_page(page),
                re.MULTILINE)
            times = {tuple(re.findall(r"`(\w+)`", names)): time for time, names in rows}
            self.assertEqual({"interval", "count", "failback_delay", "status_refresh"},
                {name for names in times for name in names})
            for names, told in times.items():
                self.assertEqual(" × ".join(defaults()[name] for name in names), told)


class WalkTest(LabCase):
    # The site that the page speaks of

    def build_site(self, page, configuration):
        self.language = LANGUAGES[page]
        self.browsers, self.screen = {}, None
        self.proxies, self.options = {}, options_of(page, configuration)
        self.ports = {node: ports_of(page, configuration, node) for node in self.lab.nodes}
        self.clients = {
            "even": self.lab.add_client("even", "192.168.0.12", "02:00:00:00:00:12"),
            "odd": self.lab.add_client("odd", "192.168.0.11", "02:00:00:00:00:11"),
        }
        self.enter, _ = write_scripts(self.lab)
        self.keep_logs_apart()
        self.lab.configure(**{**QUICK, **settings_of(page, configuration)})
        self.lab.start_pair()
        self.lab.start_snmp()
        start_origin(self.oc)
        for node in self.lab.nodes:
            self.start_clients_of_fipd(node)

    def keep_logs_apart(self):
        """Give each host a /var/log of its own, with the files that the page names."""
        for host in (*self.lab.nodes, self.oc):
            host.run(["mount", "-t", "tmpfs", "tmpfs", "/var/log"])
        os.symlink(self.oc.path("snmptrapd.log"), self.oc.seen("/var/log/snmptrapd.log"))
        for node in self.lab.nodes:
            node.syslog = Rsyslog(node)
            os.symlink(node.path("rsyslog", "all"), node.seen("/var/log/syslog"))
            os.symlink("/run/squid", node.seen("/var/log/squid"))

    def start_clients_of_fipd(self, node):
        """Start squid and fipd-web, whose lines go to the system log as under systemd."""
        self.proxies[node] = Proxy(node, ports=self.ports[node])
        log = (f'exec 2> >(exec logger --prio-prefix -t fipd-web -u {node.path("log.sock")}); '
            'JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2) exec "$@"')
        node.start_web(wrap=["bash", "-c", log, "bash"],
            more=self.options)

    # What is done by hand

    def shut_down(self, name, _):
        node = {each.name: each for each in self.lab.nodes}[name]
        for process in (node.web, node.agent, node.snmpd, self.proxies[node].process):
            process.terminate()
        self.assertEqual(0, node.fipd.terminate())
        self.network.cut(name)
        return ""

    def switch_on(self, name, _):
        node = {each.name: each for each in self.lab.nodes}[name]
        self.network.mend(name)
        node.start_fipd()
        node.start_snmpd()
        node.start_agent()
        wait_until(lambda: FLOATING not in self.ports[node] or FLOATING in node.run(
            ["ip", "address", "show", "dev", "lo"]).stdout, 20, "the resident F-IP is there")
        self.start_clients_of_fipd(node)
        return ""

    def pull_cable(self, name, _):
        self.network.cut(name)
        return ""

    def plug_cable(self, name, _):
        self.network.mend(name)
        return ""

    def start_browser(self, name, url):
        if name in self.browsers:
            self.browsers[name].close()
        self.browsers[name] = self.enterContext(Browser(f"--proxy-pac-url={url}",
            inside=self.clients[name].enter()))
        self.browsers[name].driver.set_page_load_timeout(RELOAD_S)
        return ""

    def open(self, name, url):
        """Open a page; the origin's tells that it came by a proxy."""
        browser = self.browsers[name]
        browser.open(url)
        shown = browser.run("return document.body.textContent")
        return "" if via(shown) else shown

    def look(self, name, url):
        """Return what a screen shows."""
        if self.screen is None:
            self.screen = self.enterContext(Browser(inside=self.clients[name].enter(),
                languages=self.language))
        self.screen.open(url)
        self.screen.wait(lambda: self.screen.run("return document.querySelector('main')"
            "?.hidden === false"), "the page is drawn")
        return self.screen.run("return document.querySelector('main').innerText")

    DEEDS = {
        "shut the system down": shut_down, "システムを停止する": shut_down,
        "switch the system on": switch_on, "システムを起動する": switch_on,
        "pull the cable out": pull_cable, "ケーブルを抜く": pull_cable,
        "plug the cable in": plug_cable, "ケーブルを挿す": plug_cable,
        "start a browser with URL": start_browser, "URL を設定してブラウザを起動する": start_browser,
        "start the browser anew with URL": start_browser,
        "URL を設定したままブラウザを起動し直す": start_browser,
        "open URL": open, "URL を開く": open,
        "look at URL": look, "URL を見る": look,
    }

    # The walk

    def play(self, step):
        """Do a step once; return what is seen."""
        if step.by_hand:
            url = URL.search(step.text)
            deed = self.DEEDS[URL.sub("URL", step.text)]
            return deed(self, step.host, url and url[0])
        self.assertIn(step.text.split()[0], HARMLESS)
        done = subprocess.run([self.enter, step.host, "sh", "-c", step.text], text=True,
            capture_output=True, timeout=LIMIT_S, env={**os.environ, "LANG": "C.UTF-8"})
        return done.stdout + done.stderr

    def follow(self, step):
        """Do a step until what the page shows is seen."""
        pattern, end, seen = pattern_of(step.lines), time.monotonic() + LIMIT_S, ""
        while time.monotonic() < end:
            try:
                seen = self.play(step)
                if pattern.match(seen):
                    return
            except WebDriverException as error:
                seen = str(error)
            time.sleep(0.2)
        self.fail(f"{step}\nthe page shows:\n{pattern.pattern}\nseen is:\n{seen}")

    def walk(self, page, configuration):
        steps = steps_of(page, configuration)
        self.build_site(page, configuration)
        for step in steps:
            self.follow(step)

    def test_active_standby_as_the_english_page_has_it(self):
        self.walk(ENGLISH, "active-standby")

    def test_active_active_as_the_english_page_has_it(self):
        self.walk(ENGLISH, "active-active")

    def test_active_standby_as_the_japanese_page_has_it(self):
        self.walk(JAPANESE, "active-standby")

    def test_active_active_as_the_japanese_page_has_it(self):
        self.walk(JAPANESE, "active-active")


if __name__ == "__main__":
    unittest.main()
