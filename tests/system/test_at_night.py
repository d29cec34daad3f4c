"""docs/at-night.md: each command of the page, run as it stands, does what the page says."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.network import source_folder
from lab.node import CONTROL
from lab.wait import wait_until

PAGE = os.path.join(source_folder(), "docs", "at-night.md")
TIMING = {"interval": "1 s", "count": 5, "failback_delay": "1 s"}
USERS = 'createUser fipdop SHA-256 "AUTHPASS" AES "PRIVPASS"\nrwuser fipdop priv\n'
FIP = "192.168.0.101"


def read_page():
    """Return the settings of the commands, and {heading's number: [(host, command)]}."""
    with open(PAGE) as file:
        text = file.read()
    settings = re.search(r"^```snmp\.conf\n(.*?)^```", text, re.M | re.S).group(1)
    sections = re.split(r"^## (\d+)\. .*\n", text, flags=re.M)
    return settings, {int(number): re.findall(r"^(oc|node1|node2)[$#] (.*)$", body, re.M)
        for number, body in zip(sections[1::2], sections[2::2])}


class AtNightTest(LabCase):
    def setUp(self):
        super().setUp()
        settings, self.sections = read_page()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.oc.start_trapd()
        for node in self.lab.nodes:
            node.start_snmpd(USERS)
            node.start_agent()
        self.write(".snmp/snmp.conf", settings)
        self.write("hosts", f"{self.n1.address} node1\n{self.n2.address} node2\n")
        self.oc.run(["mount", "--bind", self.oc.path("hosts"), "/etc/hosts"])
        for node in self.lab.nodes:
            wait_until(lambda: self.lab.answers(node), 20, f"FIPD-MIB answers on {node.name}")

    def write(self, name, text):
        path = self.oc.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def run_there(self, host, command, given=""):
        """Run a command of the page where its prompt is; return what it printed."""
        if host == "oc":
            done = self.ask(command)
        else:
            node = {"node1": self.n1, "node2": self.n2}[host]
            command = command.replace("/etc/fipd/key", node.path("key"))
            command = command.replace("fipctl",
                f"{node.program('fipctl')} --control {CONTROL}")
            self.write("given", given)
            done = node.run(["sh", "-c", f"{{ {command}; }} <{self.oc.path('given')}"])
        return done.stdout

    def ask(self, command):
        """Run a command of net-snmp; a node that is busy just now is asked again."""
        for tries_left in (3, 2, 1, 0):
            done = self.oc.run(["sh", "-c",
                f"HOME={self.oc.path('')} MIBS=+FIPD-MIB {command}"], check=tries_left == 0)
            if "resourceUnavailable" not in done.stderr:
                break
        self.assertEqual(0, done.returncode, done.stderr)
        return done

    def change(self, number):
        """Run the commands of a section; return what each printed."""
        return [self.run_there(*each) for each in self.sections[number]]

    def held(self, node):
        return FIP in node.run(["ip", "address", "show", "dev", "eth0"]).stdout

    def test_the_page_has_ten_changes(self):
        self.assertEqual(list(range(1, 11)), sorted(self.sections))
        self.assertTrue(all(self.sections.values()), self.sections)

    def test_1_2_3_what_moves_the_fips(self):
        self.change(1)
        self.lab.wait_roles("standby", "active", 10)
        wait_until(lambda: "succeeded" in self.run_there(*self.sections[1][1]), 10,
            "the outcome is told")
        self.run_there(*self.sections[1][0])
        self.lab.wait_roles("active", "standby", 10)
        there, back = self.sections[2]
        self.run_there(*there)
        self.lab.wait_roles("standby", "active", 15)
        self.run_there(*back)
        self.lab.wait_roles("active", "standby", 30)
        self.change(3)
        self.lab.wait_roles("standby", "active", 30)

    def test_4_5_6_what_both_nodes_share(self):
        self.change(4)
        for node in self.lab.nodes:
            settings = node.status()["settings"]
            self.assertEqual((500, 10), (settings["interval_ms"], settings["count"]))
        self.change(5)
        wait_until(lambda: self.held(self.n1), 10, "the active serves the new F-IP")
        self.assertIn(f"'{FIP}/24'",
            self.run_there("oc", "snmpwalk node2 fipdFipStatus").replace('"', "'"))
        self.change(6)
        wait_until(lambda: not self.held(self.n1), 10, "it is gone")
        self.assertEqual(["192.168.0.100"], [each["address"] for each in self.n2.status()["fips"]])
        wait_until(lambda: self.n1.status()["system"]["in_sync"], 10, "n1 hears that n2 has it too")

    def test_7_8_10_what_is_of_one_node(self):
        self.n1.fipctl("set", "peer=192.168.0.3")
        self.change(7)
        self.assertEqual("192.168.0.2", self.n1.status()["settings"]["peer_address"])
        self.change(8)
        self.assertEqual("192.168.0.10", self.n1.status()["settings"]["references"])
        self.lab.wait_roles("active", "standby", 20)
        mute, unmute = self.sections[10]
        self.run_there(*mute)
        self.assertIn("linkUp", self.n1.fipctl("show", "config").stdout)
        self.run_there(*unmute)
        self.assertNotIn("linkUp", self.n1.fipctl("show", "config").stdout)

    def test_9_a_key_is_replaced_no_beat_is_refused_and_nothing_moves(self):
        self.watch_machine()
        self.mark()
        (host, command), *others = self.sections[9]
        line = self.run_there(host, command).splitlines()[0] + "\n"
        for host, command in others:
            self.run_there(host, command, line)
            self.hear()
        self.assertEqual([0, 0], [node.status()["links"][0]["unauthenticated"]
            for node in self.lab.nodes])
        self.assert_only_the_machine_moves(1000, TIMING["count"])
        for node in self.lab.nodes:
            with open(node.path("key")) as file:
                self.assertEqual(line, file.read())

    def hear(self):
        """Wait until each node has heard two beats more."""
        goals = [(node, node.status()["links"][0]["received"] + 2) for node in self.lab.nodes]
        for node, goal in goals:
            wait_until(lambda: node.status()["links"][0]["received"] >= goal, 15,
                f"{node.name} hears its peer")

    def test_a_refusal_is_told_where_the_page_says(self):
        self.oc.run(["sh", "-c", f"HOME={self.oc.path('')} MIBS=+FIPD-MIB "
            "snmpset node1 fipdPeerAddressText.0 s 192.168.0.1"], check=False)
        with open(PAGE) as file:
            reason = re.search(r"^oc\$ (snmpget \S+ fipdRefusalText\.0)$", file.read(), re.M)
        self.assertIn("192.168.0.1 is an address of this node",
            self.run_there("oc", reason.group(1)))


if __name__ == "__main__":
    unittest.main()
