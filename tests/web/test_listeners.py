"""Where fipd-web listens: it follows the F-IPs, the ports and the switches."""

import os
import re
import socket
import subprocess
import time

from web_case import FIP, OWN, PAGE_PORT, WebCase, ask, ask_fip, is_open, make_fip

ABSENT = "192.0.2.100"  # no address of this host
ABSENT6 = "2001:db8::100"


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def has_route(address):
    """Whether the kernel leads to an address: one of IPv6 it tells first and routes to later."""
    return subprocess.run(["ip", "route", "get", address], capture_output=True).returncode == 0


class Listeners(WebCase):
    def test_it_follows_the_list_of_fips(self):
        self.set_fips("127.0.0.101", "127.0.0.102")
        self.wait_until(lambda: is_open("127.0.0.102", 80) and not is_open(FIP, 80))
        self.assertTrue(is_open("127.0.0.101", 80))
        self.set_fips("127.0.0.102")
        self.wait_until(lambda: not is_open("127.0.0.101", 80))
        self.assertTrue(is_open("127.0.0.102", 80))

    def test_what_stays_in_the_list_keeps_its_clients(self):
        with socket.create_connection((FIP, 80)) as client:
            self.set_fips("127.0.0.101", FIP)
            self.wait_until(lambda: is_open("127.0.0.101", 80))
            client.sendall(b"GET /active HTTP/1.1\r\n\r\n")
            self.assertTrue(client.recv(100).startswith(b"HTTP/1.1 200 "))

    def test_it_follows_the_port_and_the_switch(self):
        self.change("pac", port=8081)
        self.wait_until(lambda: is_open(FIP, 8081) and not is_open(FIP, 80))
        self.change("pac", enabled=False)
        self.wait_until(lambda: not is_open(FIP, 8081))
        self.change("pac", enabled=True, port=80)
        self.wait_until(lambda: is_open(FIP, 80))

    def test_an_fip_is_served_in_the_instant_that_it_comes(self):
        self.set_fips(ABSENT, ABSENT6)
        self.wait_until(lambda: self.sample("fipd_web_listeners") == 5)
        for address in (f"{ABSENT}/32", f"{ABSENT6}/128"):
            self.addCleanup(ip, "address", "del", address, "dev", "lo")
            ip("address", "add", address, "dev", "lo", "nodad")
        self.wait_until(lambda: has_route(ABSENT6))
        self.assertEqual(ask_fip(address=ABSENT).status, 200)
        self.assertEqual(ask_fip(address=ABSENT6).status, 200)

    def test_presence_in_the_kernel_is_told(self):
        self.fipd.status["settings"]["own_address"] = "127.0.0.1"
        self.set_fips(ABSENT)
        self.wait_until(lambda: is_open("127.0.0.1", PAGE_PORT))
        where = {"address": "127.0.0.1"}
        self.assertEqual(ask("/api/v1/status", **where).json()["fips"][0]["present"], False)
        ip("address", "add", f"{ABSENT}/32", "dev", "lo")
        self.addCleanup(ip, "address", "del", f"{ABSENT}/32", "dev", "lo")
        self.wait_until(
            lambda: ask("/api/v1/status", **where).json()["fips"][0]["present"] is True)

    def test_the_page_is_where_its_scope_says(self):
        for address in ("127.0.0.1", "::1", OWN):
            self.assertEqual(ask("/healthz", address).status, 200)
        self.change("page", scope="loopback")
        self.wait_until(lambda: not is_open(OWN, PAGE_PORT))
        self.assertTrue(is_open("127.0.0.1", PAGE_PORT) and is_open("::1", PAGE_PORT))
        self.change("page", scope="node", port=7901)
        self.wait_until(lambda: is_open(OWN, 7901))
        self.assertFalse(is_open("127.0.0.1", PAGE_PORT))
        self.change("page", scope="off")
        self.wait_until(lambda: not is_open("127.0.0.1", 7901))
        self.assertTrue(is_open(FIP, 80))

    def test_what_goes_takes_its_clients_along(self):
        with socket.create_connection((OWN, PAGE_PORT)) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\n\r\n")
            self.assertTrue(client.recv(1000).startswith(b"HTTP/1.1 200 "))
            self.change("page", scope="loopback")
            self.wait_until(lambda: not is_open(OWN, PAGE_PORT))
            self.assertEqual(client.recv(1000), b"")

    def test_it_follows_the_real_ip(self):
        self.change("settings", own_address="127.0.0.3")
        self.wait_until(lambda: is_open("127.0.0.3", PAGE_PORT))
        self.assertFalse(is_open(OWN, PAGE_PORT))

    def test_a_real_ip_that_is_not_known_is_listened_at_nowhere(self):
        for unknown in ("0.0.0.0", "::"):
            self.change("settings", own_address=unknown)
            self.change("page", port=7902)
            self.wait_until(lambda: is_open("127.0.0.1", 7902))
            self.assertFalse(is_open(OWN, 7902))
            metrics = ask("/metrics", "127.0.0.1", 7902).body.decode()
            self.assertIn('fipd_web_listeners_failed{pair="web"} 0\n', metrics)
            self.assertNotIn("cannot serve", self.logged())
            self.change("settings", own_address=OWN)
            self.wait_until(lambda: is_open(OWN, 7902))
            self.change("page", port=PAGE_PORT)
            self.wait_until(lambda: is_open(OWN, PAGE_PORT))

    def test_what_is_taken_is_said_once_and_tried_again(self):
        other = socket.create_server(("127.0.0.101", 80))
        self.set_fips("127.0.0.101", FIP)
        self.wait_until(lambda: "another program listens there" in self.logged())
        self.assertEqual(self.sample("fipd_web_listeners_failed"), 1)
        time.sleep(4)
        self.assertEqual(len(re.findall("cannot serve", self.logged())), 1)
        other.close()
        self.wait_until(lambda: self.sample("fipd_web_listeners_failed") == 0)
        self.assertEqual(ask_fip(address="127.0.0.101").status, 200)

    def test_an_old_connection_is_no_reason_not_to_bind(self):
        client = socket.create_connection((FIP, 80))
        self.change("pac", enabled=False)
        self.wait_until(lambda: not is_open(FIP, 80))
        self.change("pac", enabled=True)
        self.wait_until(lambda: is_open(FIP, 80))
        client.close()

    def test_a_thousand_fips_are_listened_at(self):
        addresses = [f"127.1.{i // 250}.{i % 250 + 1}" for i in range(1000)]
        self.set_fips(*addresses)
        self.wait_until(lambda: self.sample("fipd_web_listeners") == 1003)
        for address in (addresses[0], addresses[500], addresses[999]):
            self.assertEqual(ask_fip(address=address).status, 200)
        self.assertEqual(len(self.status()["fips"]), 1000)
        self.set_fips(*addresses[1:])
        self.wait_until(lambda: self.sample("fipd_web_listeners") == 1002)


class WithoutPrivilege(WebCase):
    plays_fipd = False

    def start_as_nobody(self, *words):
        self.play_fipd()
        os.chmod(self.folder, 0o755)
        os.chmod(self.path, 0o666)
        self.start(before=["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
            *words])
        self.wait_until(lambda: is_open(OWN, PAGE_PORT))

    def test_a_low_port_needs_one_capability(self):
        self.start_as_nobody("--inh-caps", "+net_bind_service", "--ambient-caps",
            "+net_bind_service", "--bounding-set", "-all,+net_bind_service")
        self.assertEqual(ask_fip().status, 200)

    def test_without_it_what_to_do_is_said(self):
        self.start_as_nobody()
        self.assertIn("needs CAP_NET_BIND_SERVICE", self.logged())
        self.assertEqual(ask("/healthz").status, 200)

    def test_many_failures_are_one_line(self):
        self.start_as_nobody()
        self.fipd.status["fips"] += [make_fip(f"127.0.2.{i}") for i in range(1, 50)]
        self.fipd.tell()
        self.wait_until(lambda: "nor at 48 other addresses" in self.logged())
        self.assertEqual(len(re.findall("cannot serve", self.logged())), 2)
