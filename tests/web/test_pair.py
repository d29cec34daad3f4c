"""The PAC service and the page as an operator has them: two nodes, two squids, a browser."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from selenium.common.exceptions import WebDriverException

from lab.case import LabCase
from lab.node import FLOATING
from lab.proxy import ORIGIN, PORT, Proxy, fetch, start_origin, via
from lab.wait import wait_until

from browser import Browser

TIMING = {"interval": "200 ms", "count": 5, "failback_delay": "1 s"}
SCRIPT_URL = f"http://{FLOATING}/wpad.dat"
BOTH_N1_FIRST = f"PROXY 192.168.0.1:{PORT}; PROXY 192.168.0.2:{PORT}"
BOTH_N2_FIRST = f"PROXY 192.168.0.2:{PORT}; PROXY 192.168.0.1:{PORT}"
N1_ALONE, N2_ALONE = f"PROXY 192.168.0.1:{PORT}", f"PROXY 192.168.0.2:{PORT}"
EVEN, ODD = "192.168.0.10", "192.168.0.11"


class PairCase(LabCase):
    last_error = ""  # of the browser

    def start_service(self, **settings):
        """Start both fipd and fipd-web; the client may be at EVEN or at ODD."""
        self.lab.configure(**{**TIMING, "pac": "on", "proxy_port": PORT,
            "peer_proxy_port": PORT, **settings})
        self.oc.run(["ip", "address", "add", f"{ODD}/24", "dev", "eth0"])
        self.lab.start_pair()
        for node in self.lab.nodes:
            node.start_web()

    def start_proxies(self, *addresses):
        start_origin(self.oc)
        return [Proxy(node, node.address, *addresses) for node in self.lab.nodes]

    def script(self, client=EVEN, address=FLOATING, port=80):
        """Return the script as a client at an address gets it, "" if there is none."""
        done = self.oc.run(["curl", "-s", "-f", "-m", "2", "--interface", client,
            f"http://{address}:{port}/wpad.dat"], check=False)
        return done.stdout

    def proxies(self, client=EVEN, address=FLOATING, port=80):
        """Return the proxies that the script names, as in its first line."""
        line = self.script(client, address, port).partition("\n")[0]
        return line.partition('"')[2].rpartition('"')[0]

    def at_each(self, client):
        """Return what both nodes say to one client, each at its real IP."""
        return [self.script(client, node.address, 7900) for node in self.lab.nodes]

    def wait_proxies(self, wanted, **where):
        wait_until(lambda: self.proxies(**where) == wanted, 20,
            lambda: f"the script names {wanted}, not {self.proxies(**where)}")

    def browse(self, *arguments):
        return self.enterContext(Browser(*arguments, inside=self.oc.enter()))

    def used(self, browser):
        """Open the origin's page; return the node whose proxy it came through, or None."""
        try:
            browser.open(ORIGIN)
            return via(browser.run("return document.body.textContent"))
        except WebDriverException as error:
            self.last_error = str(error).partition("\n")[0]
            return None

    def wait_used(self, browser, node):
        wait_until(lambda: self.used(browser) == node, 90,
            lambda: f"the browser goes through {node}: {self.last_error}")


class BrowserTest(PairCase):
    def test_an_open_browser_goes_on_through_the_other_proxy_and_a_new_one_gets_the_script(self):
        self.start_service()
        self.start_proxies()
        browser = self.browse(f"--proxy-pac-url={SCRIPT_URL}")
        self.wait_used(browser, "n1")
        self.assertEqual(BOTH_N2_FIRST, self.proxies(ODD))
        self.network.cut("n1")
        self.wait_used(browser, "n2")
        self.wait_proxies(N2_ALONE)
        self.wait_used(self.browse(f"--proxy-pac-url={SCRIPT_URL}"), "n2")

    def test_the_browser_finds_the_script_by_itself(self):
        self.start_service()
        self.start_proxies()
        hosts = self.oc.path("hosts")
        with open(hosts, "w") as file:
            file.write(f"127.0.0.1 localhost\n{FLOATING} wpad\n")
        self.oc.run(["mount", "--bind", hosts, "/etc/hosts"])
        self.wait_used(self.browse("--proxy-auto-detect"), "n1")
        wait_until(lambda: self.n1.status()["pac"]["requests"] > 0, 30,
            "fipd-web tells n1's fipd that it served the script, as it does once a second")


class ScriptTest(PairCase):
    def assert_alike(self):
        """Both nodes give the same bytes to the same client."""
        for client in (EVEN, ODD):
            wait_until(lambda: len(set(self.at_each(client))) == 1, 10,
                lambda: f"both nodes say the same to {client}: {self.at_each(client)}")
            self.assertIn("FindProxyForURL", self.at_each(client)[0])

    def test_both_nodes_give_the_same_script_and_leave_out_who_is_in_maintenance(self):
        self.start_service()
        self.assert_alike()
        self.assertEqual([BOTH_N1_FIRST, BOTH_N2_FIRST],
            [self.proxies(client) for client in (EVEN, ODD)])
        self.n2.fipctl("maintenance", "on")
        self.wait_proxies(N1_ALONE, client=ODD)
        self.assert_alike()
        self.n2.fipctl("maintenance", "off")
        self.wait_proxies(BOTH_N2_FIRST, client=ODD)
        self.assert_alike()

    def test_the_script_follows_the_fip(self):
        self.start_service(failback="manual")
        self.wait_proxies(BOTH_N1_FIRST)
        self.n1.fipctl("switchover")
        self.wait_proxies(BOTH_N1_FIRST)
        self.assertEqual("200", self.n2.web_answer("/active")[0])
        self.assertEqual("503", self.n1.web_answer("/active")[0])
        self.assertEqual("", self.script(EVEN, self.n2.address))

    def test_an_ipv6_client_and_fip(self):
        self.lab.enable_ipv6()
        self.start_service(fips=[f"{FLOATING}/24", "2001:db8::100/64"], split="hash",
            proxy_weight=1, peer_proxy_weight=1)
        done = wait_until(lambda: self.oc.run(["curl", "-s", "-f", "-m", "2",
            "http://[2001:db8::100]/proxy.pac"], check=False).stdout, 20,
            "the F-IP of IPv6 serves the script")
        self.assertIn(done.partition('"')[2].partition('"')[0], (BOTH_N1_FIRST, BOTH_N2_FIRST))

    def test_snmp_sets_the_service_and_reads_what_it_served(self):
        self.start_service(pac="off")
        self.lab.start_snmp()
        self.assertEqual("", self.script())
        for node in self.lab.nodes:
            self.oc.set(node.address, "fipdPacEnable.0 i true", "fipdPacShareLoad.0 i false",
                "fipdPacDirectStatus.1.4.10.0.0.0.8 i createAndGo")
        self.wait_proxies(BOTH_N1_FIRST, client=ODD)
        self.assertIn('"127.0.0.0/8", "10.0.0.0/8"', self.script())
        wait_until(lambda: int(self.oc.get(self.n1.address, "fipdPacRequests.0")[0]) > 0, 30,
            "the MIB counts the scripts")
        self.oc.set(self.n1.address, "fipdPacClientStatus.1.4.192.168.0.11.32 i createAndGo")
        wait_until(lambda: self.script(EVEN) == "", 10, "other clients are refused")
        self.assertNotEqual("", self.script(ODD))

    def test_a_wrong_setting_is_refused_with_its_reason_and_the_old_one_stays(self):
        self.start_service()
        done = self.n1.fipctl("set", f"proxy={FLOATING}", check=False)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("is an F-IP", done.stderr)
        self.assertEqual(BOTH_N1_FIRST, self.proxies())

    def test_fipd_web_may_die_again_and_again_and_nothing_moves(self):
        self.start_service()
        self.mark()
        for _ in range(5):
            self.n1.web.kill()
            self.n1.start_web()
        self.assert_no_move()
        self.wait_proxies(BOTH_N1_FIRST)


class BothUsesTest(PairCase):
    """The migration: old clients have the F-IP as their proxy, new ones use the script."""

    def test_resident_fips_serve_the_script_and_are_a_proxy_through_a_switchover(self):
        self.start_service(resident="yes", failback="manual")
        self.start_proxies(FLOATING)
        self.wait_proxies(BOTH_N1_FIRST)
        self.assertEqual(["n1", "n1", "n2"],
            [fetch(self.oc, address) for address in (FLOATING, "192.168.0.1", "192.168.0.2")])
        self.n1.fipctl("switchover")
        wait_until(lambda: fetch(self.oc, FLOATING) == "n2", 10, "the F-IP is n2's proxy")
        self.wait_proxies(BOTH_N1_FIRST)
        self.assertEqual("200", self.n2.web_answer("/active")[0])


class PageTest(PairCase):
    def text(self, browser):
        return browser.run("return document.body.innerText")

    def wait_text(self, browser, *wanted, limit_s=30):
        wait_until(lambda: all(each in self.text(browser) for each in wanted), limit_s,
            lambda: f"the page shows {wanted}: {self.text(browser)[:600]}")

    def test_the_page_shows_a_failover_and_that_it_lost_fipd(self):
        self.start_service(status_refresh="1 s")
        browser = self.browse()
        browser.open(f"http://{self.n2.address}:7900/")
        self.wait_text(browser, "Operating as standby", "Operating as active")
        self.network.cut("n1")
        self.wait_text(browser, "Operating as active", "COMMUNICATION ERROR")
        self.n2.fipd.kill()
        self.wait_text(browser, "last known")
        self.assertEqual([], [line for line in browser.read_log() if "Content Security" in line])

    def test_the_versions_of_both_nodes_are_shown(self):
        self.start_service()
        wait_until(lambda: self.n1.status()["peer"]["version"] == "0.2", 10,
            "the peer's version is known")


if __name__ == "__main__":
    unittest.main()
