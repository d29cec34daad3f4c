"""fipctl page beside a real fipd: what its screens send is what fipd takes."""

import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

ADDRESS = re.compile(r"http://[\d.:]+/[0-9a-f]{32}/$")


class SettingsPageTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(pac="on")
        self.lab.start_pair()
        page = self.n1.start("page", [self.n1.program("fipctl"), "page"])
        self.address = wait_until(lambda: next(filter(ADDRESS.match, page.lines()), None), 60,
            "fipctl prints the address")
        self.fetch("")

    def fetch(self, name, *more):
        jar = self.n1.path("jar")
        done = self.n1.run(["curl", "-sS", "-b", jar, "-c", jar, *more, self.address + name])
        return done.stdout

    def post(self, name, **settings):
        """Post settings as the screens do, and return fipd's answer."""
        body = {"set": [{"name": one, "value": value} for one, value in settings.items()]}
        origin = self.address.rsplit("/", 2)[0]
        return json.loads(self.fetch(name, "-H", f"Origin: {origin}", "-H",
            "Content-Type: application/json", "--data", json.dumps(body)))

    def settings(self):
        status = json.loads(self.fetch("status"))["status"]
        return {**status["pac"], **status["settings"]}

    def test_whatever_the_screens_can_set_is_taken_in_one_transaction(self):
        every = {"redundancy": "on", "role": "active", "peer": "192.168.0.2", "port": "7900",
            "interval": "2.5", "count": "4",
            "fips": "192.168.0.100/255.255.255.0,192.168.0.101/24", "proxy": "p1.example",
            "proxy_port": "3128", "direct_networks": "10.0.0.0/255.0.0.0,127.0.0.0/8",
            "share_load": "off", "peer_proxy": "192.168.0.2", "peer_proxy_port": "3129"}
        self.assertTrue(self.post("check", **every)["ok"])
        self.assertEqual((2000, 5), (self.settings()["interval_ms"], self.settings()["count"]))
        self.assertTrue(self.post("change", **every)["ok"])
        now = self.settings()
        self.assertEqual((2500, 4, "p1.example", 3129, False, ["10.0.0.0/8", "127.0.0.0/8"]),
            tuple(now[name] for name in ("interval_ms", "count", "proxy", "peer_proxy_port",
                "share", "direct_networks")))
        self.assertEqual(["192.168.0.100", "192.168.0.101"],
            [fip["address"] for fip in self.n1.status()["fips"]])

    def test_a_refusal_names_its_setting_and_nothing_is_changed(self):
        for settings, index, word in (
                ({"port": "7901", "count": "1"}, 1, "count"),
                ({"count": "4", "peer": "192.168.0.1"}, 1, "peer"),
                ({"interval": "soon"}, 0, "interval"),
                ({"direct_networks": "10.0.0.0/99"}, 0, "direct_networks"),
                ({"fips": "", "count": "4"}, 0, "fips")):
            for name in ("check", "change"):
                answer = self.post(name, **settings)
                self.assertEqual((False, index), (answer["ok"], answer["index"]), answer)
                self.assertTrue(answer["text"].startswith(word + ": "), answer)
        now = self.settings()
        self.assertEqual((7900, 5), (now["port"], now["count"]))


if __name__ == "__main__":
    unittest.main()
