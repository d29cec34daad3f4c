"""fipctl status, show config and events: what a person and a script read."""

import json

from case import Case


class Status(Case):
    def test_the_page_tells_role_peer_link_and_timing(self):
        text = self.said()
        for line in [
                "node     n1 (192.0.2.1) of pair web; fipd 0.1.0 up 2 h 5 min\n",
                "role     active for 3 min 12 s, since 2026-11-22T18:40:01.123Z"
                " (before: standby)\n",
                "reason   the peer is silent\n",
                "peer     192.0.2.2 up for 3 min, role standby; heard 400 ms ago\n",
                "timing   2 s x 5: detection 10 s, lease 6 s\n",
                "link eth0: up for 3 min, heard 400 ms ago; UDP 192.0.2.1 -> 192.0.2.2"
                " port 7900\n         round trip 0.250 ms, jitter 0.040 ms\n",
                "sent 1000, received 998, lost 2,",
                "failovers 3, failbacks 2, switchovers 1,"]:
            self.assertIn(line, text)

    def test_each_link_is_told_with_its_trouble(self):
        cross = dict(self.fipd.status["links"][0], name="cross", interface="eth1",
            own_address="fd00::1", peer_address="fd00::2", state="down", heard_age_ms=-1,
            trouble="refused", round_trip_us=0)
        self.fipd.status["links"].append(cross)
        text = self.said()
        self.assertIn("link eth0: up", text)
        self.assertIn("link cross: down for 3 min, heard never; UDP fd00::1 -> fd00::2"
            " port 7900 over eth1\n         trouble: refused\n", text)

    def test_each_check_and_hook_is_a_line(self):
        self.assertNotIn("check or hook", self.said())
        self.fipd.status.update(health={"known": False, "digest": "", "text":
            "fipd-exec is not connected"}, checks=[{"name": "proxy", "kind": "tcp",
            "effect": "demote", "target": "tcp 127.0.0.1:3128", "state": "failed",
            "text": "no answer within 1 s", "state_age_ms": 192000,
            "took_ms": 1000}], hooks=[{"name": "route", "state": "worked", "text": "exit 0",
            "sequence": 8, "ended_age_ms": 180000, "took_ms": 41, "runs": 4, "failures": 1}])
        text = " ".join(self.said().split())
        for words in ("proxy demote failed 3 min 12 s tcp 127.0.0.1:3128: no answer within 1 s",
                "route hook worked 3 min runs 4, failed 1: exit 0",
                "(not known now: fipd-exec is not connected)"):
            self.assertIn(words, text)

    def test_a_fence_is_told_where_the_timing_needs_one(self):
        self.fipd.status["settings"].update(fence_ms=17)
        self.assertIn("detection 10 s, lease 6 s, fence 17 ms\n", self.said())
        self.fipd.status["settings"].update(fence_lost=True)
        self.assertIn("fence 17 ms (LOST)\n", self.said())

    def test_status_is_what_fipctl_does_without_a_verb(self):
        self.assertEqual(self.said(), self.said("status"))

    def test_the_page_ends_with_the_last_events(self):
        self.fipd.add_events(*range(1, 21))
        lines = self.said().splitlines()
        self.assertEqual(lines[-6], "last events")
        self.assertTrue(lines[-5].startswith("#16 2026-11-22T18:40:01.123Z minor"))
        self.assertTrue(lines[-1].startswith("#20 "))

    def test_json_is_the_status_as_the_protocol_gives_it(self):
        self.fipd.status["extension"] = {"unknown": [1, "to", None]}
        text = self.said("--json")
        self.assertEqual(json.loads(text), self.fipd.status)
        self.assertGreater(len(text.splitlines()), 50)
        self.assertEqual(text, self.said("status", "--json"))

    def test_what_never_happened_reads_never(self):
        self.fipd.status["peer"].update(state="neverSeen", role="unknown", heard_age_ms=-1)
        self.assertIn("heard never\n", self.said())

    def test_different_fips_on_the_nodes_are_told(self):
        self.fipd.status["system"]["in_sync"] = False
        self.assertIn("DIFFERS from this node's", self.said())

    def test_the_last_action_and_refusal_are_told(self):
        self.fipd.status["role"].update(outcome="failed", outcome_text="the peer has gone",
            refusal_text="count: 0 is below 2")
        text = self.said()
        self.assertIn("action   failed: the peer has gone\n", text)
        self.assertIn("refused  count: 0 is below 2\n", text)

    def fip_line(self, address):
        lines = [line for line in self.said().splitlines() if line.startswith(address)]
        self.assertEqual(len(lines), 1)
        return lines[0].split()

    def test_presence_is_not_judged_from_another_host(self):
        self.assertIn("not checked", " ".join(self.fip_line("192.0.2.100")))

    def test_a_fip_that_is_not_in_the_kernel_is_seen(self):
        self.fipd.status["settings"]["own_address"] = "127.0.0.1"
        words = self.fip_line("192.0.2.100")
        self.assertEqual(words[:3], ["192.0.2.100/24", "eth0", "held"])
        self.assertEqual(words[-2:], ["no", "7"])

    def test_a_fip_that_is_in_the_kernel_is_seen(self):
        self.fipd.status["settings"]["own_address"] = "127.0.0.1"
        self.fipd.status["fips"][0]["address"] = "127.0.0.1"
        self.assertEqual(self.fip_line("127.0.0.1")[-2:], ["yes", "7"])

    def test_conflicts_name_the_other_host(self):
        self.fipd.status["fips"][0].update(state="conflict", conflicts=2,
            conflict_mac="02:00:5e:00:53:01")
        self.assertIn("(conflicts 2, last with 02:00:5e:00:53:01)", self.said())

    def test_a_pair_without_fips_is_told(self):
        self.fipd.status["fips"] = []
        self.assertIn("(none is configured)", self.said())


class ShowConfig(Case):
    def test_settings_are_shown_in_the_form_of_the_file(self):
        text = self.said("show", "config")
        for line in ["redundancy: on", "role: active", "peer: 192.0.2.2", "port: 7900",
                "interval: 2000 ms", "count: 5", "failback: automatic",
                "failback_delay: 20000 ms", "maintenance: no",
                "mute: [started, linkUp]", "fips:\n  - 192.0.2.100/24", "pac: on",
                "pac_port: 80", "proxy: 192.0.2.1", "peer_proxy: p2.example",
                "peer_proxy_weight: 3", "share_load: on", "split: even-odd",
                'direct_networks: ["127.0.0.0/8", "fd00::/8"]', "client_networks: []",
                "direct_plain_names: no",
                "status_page: node", "status_port: 7900", "status_refresh: 10000 ms",
                "status_networks: []"]:
            self.assertIn(line + "\n", text)
        self.assertNotIn("status_host", text)

    def test_settings_can_be_had_as_json(self):
        status = self.fipd.status
        self.assertEqual(json.loads(self.said("show", "config", "--json")),
            {**status["settings"], "pac": status["pac"], "page": status["page"]})

    def test_nothing_but_config_can_be_shown(self):
        self.assertIn("only config", self.complained("show", "must-go-on", ends=64))


class Events(Case):
    def test_the_last_20_are_shown_oldest_first(self):
        self.fipd.add_events(*range(1, 31))
        lines = self.said("events").splitlines()
        self.assertEqual([line.split()[0] for line in lines],
            [f"#{number}" for number in range(11, 31)])
        self.assertTrue(lines[0].endswith(
            "minor peerLost: peer 192.0.2.2 silent 10.0 s on eth0 [FIP-107]"))

    def test_more_than_one_page_is_fetched(self):
        self.fipd.add_events(*range(1, 351))
        lines = self.said("events", "-n", "340").splitlines()
        self.assertEqual([line.split()[0] for line in lines],
            [f"#{number}" for number in range(11, 351)])
        self.assertGreater(self.fipd.ops().count("events"), 1)

    def test_json_is_one_record_a_line(self):
        self.fipd.add_events(1, 2)
        lines = self.said("events", "--json").splitlines()
        self.assertEqual([json.loads(line) for line in lines], self.fipd.events)

    def test_fewer_than_asked_for_are_all(self):
        self.fipd.add_events(90, 91)
        self.assertEqual(len(self.said("events", "-n", "50").splitlines()), 2)

    def test_an_empty_journal_prints_nothing(self):
        self.assertEqual(self.said("events"), "")

    def test_none_can_be_asked_for(self):
        self.fipd.add_events(1)
        self.assertEqual(self.said("events", "-n", "0"), "")

    def test_an_event_of_an_unknown_kind_is_shown_as_json(self):
        self.fipd.add_events(1)
        self.fipd.events[0]["kind"] = "earthquake"
        self.assertEqual(json.loads(self.said("events")), self.fipd.events[0])
