"""docs/network.md: its firewalls load, and a pair behind the first one does all that it does."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.prompts import read_blocks
from lab.wait import wait_until

PAGE = "docs/network.md"
FLOATING_6 = "2001:db8::100"
LISTEN = "import socket, time; s = socket.create_server(('', 9999)); time.sleep(600)"


def block(kind, place=0):
    return "\n".join(read_blocks(PAGE, kind)[place][1]) + "\n"


class FirewallTest(LabCase):
    def protect(self, node, text):
        """Load the page's firewall on a node, which must be good before and in force after."""
        with open(node.path("nftables.conf"), "w") as file:
            file.write(text)
        node.run(["nft", "-c", "-f", node.path("nftables.conf")])
        node.run(["nft", "-f", node.path("nftables.conf")])

    def reaches(self, node, port):
        done = self.oc.run(["timeout", "3", "bash", "-c",
            f"exec 3<>/dev/tcp/{node.address}/{port}"], check=False)
        return done.returncode == 0

    def test_behind_nftables_a_pair_beats_fails_over_and_is_managed(self):
        self.lab.enable_ipv6()
        text = block("nft")
        self.protect(self.n1, text)
        self.protect(self.n2, text.replace("192.168.0.2\n", "192.168.0.1\n")
            .replace("2001:db8::2\n", "2001:db8::1\n"))
        self.lab.configure(interval="1 s", count=3, failback="manual", pac="on",
            fips=[f"{FLOATING}/24", f"{FLOATING_6}/64"])
        self.lab.start_pair()
        self.lab.start_snmp()
        for node in self.lab.nodes:
            node.start_web()
            wait_until(lambda: self.oc.get(node.address, "fipdPeerState.0") == ["up"], 30,
                f"{node.name} is asked by SNMP, and hears its peer")
            self.assertIn("200", self.page(node.address, 7900, "/healthz"))
        self.n1.start("listener", ["/usr/bin/python3", "-c", LISTEN])
        wait_until(lambda: ":9999" in self.n1.run(["ss", "-ltn"]).stdout, 10, "it listens")
        self.assertFalse(self.reaches(self.n1, 9999))
        self.assert_serves(self.n1)
        self.n1.fipd.kill()
        self.network.cut("n1")
        wait_until(lambda: self.n2.role() == "active", 30, "n2 takes over")
        self.assert_serves(self.n2)
        wait_until(lambda: any("fipdFailover" in str(trap) for trap in self.oc.traps()), 30,
            "the operations center hears of it")

    def page(self, address, port, path):
        return self.oc.run(["curl", "-s", "-m", "5", "-o", "/dev/null", "-w", "%{http_code}",
            f"http://{address}:{port}{path}"], check=False).stdout

    def assert_serves(self, node):
        """The node answers at the F-IPs of both families, and gives the script."""
        wait_until(lambda: self.page(FLOATING, 80, "/wpad.dat") == "200", 30, "the script")
        for address in (FLOATING, FLOATING_6):
            wait_until(lambda: self.oc.run(["ping", "-c", "1", "-W", "1", address],
                check=False).returncode == 0, 30, f"{address} answers")
            shown = self.oc.run(["ip", "neigh", "show", address]).stdout
            self.assertIn(node.mac, shown)


class NetworkdTest(LabCase):
    def start_networkd(self, text):
        """Start systemd-networkd on n1, which sees neither udev nor a service manager."""
        self.n1.run(["sh", "-e", "-c", """
            mount -o remount,ro,bind /sys
            ip address flush dev eth0
            mkdir -p /run/dbus /run/systemd/network /run/systemd/netif
            chown systemd-network /run/systemd/netif
            printf '%s' "$1" >/run/systemd/network/10-eth0.network""", "sh", text])
        self.n1.start("dbus", ["dbus-daemon", "--system", "--nopidfile", "--nofork"])
        wait_until(lambda: os.path.exists(self.n1.seen("/run/dbus/system_bus_socket")), 30,
            "D-Bus listens")
        self.n1.start("networkd", ["/lib/systemd/systemd-networkd"])
        wait_until(lambda: "configured" in self.n1.run(["networkctl", "status", "eth0"],
            check=False).stdout, 30, "networkd has configured eth0")

    def reconfigure(self):
        """Let networkd configure eth0 anew; return the kinds of the events of that."""
        newest = self.n1.newest()
        self.n1.run(["networkctl", "reconfigure", "eth0"])
        self.pass_time(3)
        wait_until(lambda: "(configured)" in self.n1.run(["networkctl", "status", "eth0"]).stdout,
            30, "networkd is done")
        return self.n1.kinds(newest)

    def test_networkd_leaves_the_fip_alone_with_the_pages_file_and_not_without_its_last_line(self):
        text = block("networkd")
        self.lab.configure()
        self.start_networkd(text)
        self.lab.start_pair()
        self.mark()
        self.assertEqual([], self.reconfigure())
        with open(self.n1.seen("/run/systemd/network/10-eth0.network"), "w") as file:
            file.write(text.replace("=yes", "=static"))
        self.n1.run(["networkctl", "reload"])
        self.assertNotEqual([], self.reconfigure())
        self.assert_no_move()


class FirewalldTest(unittest.TestCase):
    def test_firewalld_takes_the_service_and_the_zone(self):
        """In a mount namespace with a configuration of its own, as no daemon runs here."""
        done = subprocess.run(["unshare", "--mount", "sh", "-e", "-c", """
            mount -t tmpfs tmpfs /etc/firewalld
            mkdir /etc/firewalld/services /etc/firewalld/zones
            printf '%s' "$1" >/etc/firewalld/services/fipd.xml
            printf '%s' "$2" >/etc/firewalld/zones/fipd.xml
            firewall-offline-cmd --check-config
            firewall-offline-cmd --zone=fipd --list-all
            firewall-offline-cmd --service=fipd --get-ports""", "sh",
            block("xml"), block("xml", 1)], capture_output=True, text=True, timeout=120)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertIn("services: http ssh", done.stdout)
        self.assertIn('source address="192.168.0.2" service name="fipd" accept', done.stdout)
        self.assertIn("7900/udp", done.stdout)


if __name__ == "__main__":
    unittest.main()
