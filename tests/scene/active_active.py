"""active_active - both nodes proxy at their real IPs; the script on the F-IP spreads clients.

Squid and fipd-web run on both.  The operations center is the client, at an even and an odd
address; its Chromium, which has nothing but the script's URL, stays open through all of it.
"""

import contextlib
import json
import re

from selenium.common.exceptions import WebDriverException

from lab.node import FLOATING
from lab.proxy import ORIGIN, PORT, Proxy, start_origin, via
from lab.wait import wait_until
from web.browser import Browser

TIMING = {"interval": "400 ms", "count": 5, "failback_delay": "2 s"}
SCRIPT_URL = f"http://{FLOATING}/wpad.dat"
EVEN, ODD = "192.168.0.10", "192.168.0.11"
PAGES = tuple(f"http://{address}:7900/" for address in ("192.168.0.1", "192.168.0.2"))
CHROMIUM = "chromium --no-sandbox --user-data-dir=/tmp/fipd-profile"


class ActiveActive:
    EXAMPLES = {
        "The status page of each node, and the script, read in it": (
            *[f"oc curl -s {page}api/v1/status" for page in PAGES],
            f"oc curl -s {SCRIPT_URL}",
            f"oc curl -s --interface {ODD} {SCRIPT_URL}"),
        "Where you have a display: the status pages, and a page through the script": (
            f"oc {CHROMIUM}-direct --no-proxy-server {' '.join(PAGES)}",
            f"oc {CHROMIUM} --proxy-pac-url={SCRIPT_URL} {ORIGIN}"),
    }

    def __init__(self, lab, narrator):
        self.lab = lab
        self.say = narrator
        self.n1, self.n2, self.oc = lab.n1, lab.n2, lab.oc
        self.browsers = contextlib.ExitStack()

    def close(self):
        self.browsers.close()

    def run(self):
        try:
            self.bring_up()
            self.spread()
            self.open_browsers()
            self.crash()
            self.come_home()
            self.maintain()
            self.summary()
        except WebDriverException as error:
            raise AssertionError(f"the browser goes on: "
                f"{str(error.msg).partition(chr(10))[0]}") from None

    # What the client gets

    def browse(self, *arguments):
        return self.browsers.enter_context(Browser(*arguments, inside=self.oc.enter()))

    def script(self, client):
        """Return the script as a client at an address gets it now, "" if there is none."""
        done = self.oc.run(["curl", "-s", "-f", "-m", "1", "--interface", client,
            SCRIPT_URL], check=False)
        return done.stdout

    def proxies(self, client):
        """Return the nodes whose proxies the script names to a client, in its order."""
        named = self.script(client).partition("\n")[0]
        names = {node.address: node.name for node in self.lab.nodes}
        return [names[address] for address in re.findall(rf"PROXY ([0-9.]+):{PORT}", named)]

    def names(self, client, *nodes):
        """See that the script names these nodes to a client, the first one first."""
        self.say.awaits(lambda: self.proxies(client) == list(nodes), 10,
            f"the script for {client} names {' and then '.join(nodes)}"
            f"{'' if len(nodes) > 1 else ' alone'}")

    def used(self, browser):
        """Open the origin's page; return the node whose proxy it came through, or None."""
        try:
            browser.open(ORIGIN)
            return via(browser.run("return document.body.textContent"))
        except WebDriverException:
            return None

    def goes_through(self, browser, name, text):
        if self.say.awaits(lambda: self.used(browser) == name, 60, text):
            self.say.quote(f"it says: {browser.run('return document.body.textContent')}")

    def shows(self, *wanted):
        """See that n2's page, which refreshes itself, shows these texts."""
        self.say.awaits(lambda: all(text in self.page.run("return document.body.innerText")
            for text in wanted), 10, f"n2's status page shows: {', '.join(wanted)}")

    # Steps

    def bring_up(self):
        self.say.chapter("Two nodes, a squid on each, and a client")
        self.say.do(f"the F-IP is {FLOATING}; the proxies are 192.168.0.1:{PORT} (n1) and "
            f"192.168.0.2:{PORT} (n2)")
        self.lab.configure(**TIMING, pac="on", proxy_port=PORT, peer_proxy_port=PORT,
            status_refresh="1 s")
        self.oc.run(["ip", "address", "add", f"{ODD}/24", "dev", "eth0"])
        self.lab.start_pair()
        self.say.seen(True, "fipd runs on both, 400 ms x 5: n1 is active, n2 is standby")
        for node in self.lab.nodes:
            node.start_web()
            Proxy(node)
        start_origin(self.oc)
        self.say.seen(True, "fipd-web and squid run on both, a web server at the client's")
        self.arp = self.oc.watch_arp()

    def spread(self):
        self.say.chapter("The script on the F-IP spreads the clients over both proxies")
        for client, order in ((EVEN, ("n1", "n2")), (ODD, ("n2", "n1"))):
            self.say.do(f"oc$ curl --interface {client} {SCRIPT_URL}")
            self.say.quote(self.script(client).partition("\n")[0])
            self.names(client, *order)

    def open_browsers(self):
        self.say.chapter("A browser that knows the script's URL and nothing else")
        self.browser = self.browse(f"--proxy-pac-url={SCRIPT_URL}")
        self.goes_through(self.browser, "n1", f"it opens {ORIGIN} through n1")
        self.page = self.browse()
        self.page.open(PAGES[1])
        self.say.do(f"another one has the status page of n2, {PAGES[1]}, open")
        self.shows("Operating as standby", "Operating as active")

    def crash(self):
        self.say.chapter("n1 crashes")
        cut = self.lab.network.cut("n1")
        self.say.do("n1's cable is cut: its proxy is gone, and the F-IP with the script")
        self.say.awaits(lambda: self.arp.first(self.n2.mac, cut), 10,
            f"{FLOATING} answers again, from n2")
        for client in (EVEN, ODD):
            self.names(client, "n2")
        self.goes_through(self.browser, "n2", "the browser that is still open goes on "
            "through n2")
        self.shows("Operating as active", "COMMUNICATION ERROR")
        self.tells(self.n2, "active", "communicationError")

    def tells(self, node, role, peer):
        """See that a node's status as JSON has its role and the state of its peer."""
        self.say.do(f"oc$ curl http://{node.address}:7900/api/v1/status")
        told = wait_until(lambda: self.status_of(node), 10, f"{node.name} tells its status")
        self.say.quote(", ".join(f"{group}.{name} {told[group][name]}" for group, name in (
            ("system", "node"), ("role", "role"), ("role", "reason"), ("peer", "state"),
            ("peer", "role"), ("pac", "requests"))))
        self.say.seen((told["role"]["role"], told["peer"]["state"]) == (role, peer),
            f"{node.name} is {role}, its peer {peer}")

    def status_of(self, node):
        """Return a node's status as the client gets it, None if it gets none."""
        done = self.oc.run(["curl", "-s", "-f", "-m", "2",
            f"http://{node.address}:7900/api/v1/status"], check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def come_home(self):
        self.say.chapter("n1 returns")
        mended = self.lab.network.mend("n1")
        self.say.do("n1's cable is plugged in again")
        self.say.awaits(lambda: self.arp.first(self.n1.mac, mended), 15,
            f"the F-IP went home: {FLOATING} answers from n1")
        self.names(EVEN, "n1", "n2")
        self.names(ODD, "n2", "n1")
        self.goes_through(self.browse(f"--proxy-pac-url={SCRIPT_URL}"), "n1",
            "a browser that is opened now goes through n1")

    def maintain(self):
        self.say.chapter("Maintenance of n2: its proxy is to be idle, nothing has failed")
        self.say.do("n2# fipctl maintenance on")
        self.n2.fipctl("maintenance", "on")
        self.names(ODD, "n1")
        self.say.do("n2# fipctl maintenance off")
        self.n2.fipctl("maintenance", "off")
        self.names(ODD, "n2", "n1")

    def summary(self):
        self.say.chapter("Summary")
        self.shows("Operating as standby", "Operating as active")
        self.tells(self.n1, "active", "up")
        self.tells(self.n2, "standby", "up")
        self.say.seen(not self.arp.doubles(), "at no instant did both nodes answer for "
            "the F-IP (asked by ARP every 5 ms)")
