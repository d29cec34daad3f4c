"""Who cannot hear, or cannot be reached, neither claims nor holds; a link put back is new."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.address_log import AddressLog
from lab.case import LabCase
from lab.frames import udp_frame
from lab.node import FLOATING
from lab.wait import wait_until
from lab.watch import Capture

TIMING = {"interval": "1 s", "count": 3, "failback_delay": "1 s"}
PATIENT = {**TIMING, "count": 5}
QUICK_S = 0.4
QUICK = {"interval": f"{QUICK_S} s", "count": 3, "failback_delay": "500 ms"}
LONG = {**TIMING, "count": 10}
SECOND = {"n1": "10.0.0.1", "n2": "10.0.0.2"}
ENDLESS_S = 3600


class AddressingTest(LabCase):
    """The real IP or a route of the active goes: it would answer ARP and nothing else."""

    def setUp(self):
        super().setUp()
        self.start_watched(**QUICK)

    def address(self, *acts):
        self.n1.run(["sh", "-ec", "; ".join(
            f"ip address {act} {self.n1.address}/24 dev eth0" for act in acts)])

    def assert_gives_up(self, reason):
        """n1 is in fault for this reason, n2 serves, and never did two answer."""
        moves = wait_until(lambda: self.moves(self.n1), 10, "n1 tells a move")
        self.assertEqual(("active", "fault", reason), moves[0])
        self.assertEqual([], self.n1.floating())
        wait_until(lambda: self.n2.role() == "active", 20, "n2 serves")
        self.assert_one_holder(self.watch)

    def assert_comes_home(self):
        self.lab.wait_roles("active", "standby", 40)
        self.assert_one_holder(self.watch)

    def assert_let_go_within_an_interval(self, log):
        """The F-IP went so soon after the real IP, in the kernel's own order."""
        lost, = log.removals(self.n1.address)
        let_go = log.removals(FLOATING)[0]
        self.assertLess(lost, let_go)
        self.assertLess(let_go - lost, QUICK_S + self.metronome.worst_ms(0) / 1000)

    def test_a_real_ip_that_goes_is_a_fault_and_back_it_is_none(self):
        self.watch_machine()
        log = AddressLog(self.n1)
        self.address("del")
        self.assert_gives_up("realIpLost")
        self.assert_let_go_within_an_interval(log)
        self.address("add")
        self.assert_comes_home()

    def own_address(self):
        return self.n1.status()["settings"]["own_address"]

    def test_a_setting_changed_while_the_real_ip_is_gone_makes_no_other_address_its_own(self):
        """The kernel would name the address of another interface: nothing came from there."""
        self.network.lay_cross(self.n1, self.n2)
        self.address("del")
        self.assert_gives_up("realIpLost")
        self.n1.fipctl("set", "failback_delay=1 s")
        self.assertEqual(self.n1.address, self.own_address())
        self.address("add")
        self.assert_comes_home()

    def test_started_before_the_real_ip_is_there_it_waits_for_it(self):
        self.network.lay_cross(self.n1, self.n2)
        self.assertEqual(0, self.n1.fipd.terminate())
        self.address("del")
        self.n1.start_fipd()
        wait_until(lambda: self.n1.role() == "fault", 10, "n1 waits in fault")
        self.address("add")
        wait_until(lambda: self.own_address() == self.n1.address, 10, "n1 finds its address")
        self.assert_comes_home()

    def test_a_real_ip_removed_and_added_at_once_costs_nothing(self):
        self.address("del", "add")
        self.pass_time(2)
        self.assert_no_move()

    def test_a_route_that_goes_is_a_fault_and_back_it_is_none(self):
        self.n1.run(["ip", "route", "del", "192.168.0.0/24", "dev", "eth0"])
        self.assert_gives_up("routeLost")
        self.n1.run(["ip", "route", "add", "192.168.0.0/24", "dev", "eth0"])
        self.assert_comes_home()


class AddressingSixTest(LabCase):
    def test_the_ipv6_subnet_of_an_fip_is_watched_as_well(self):
        """Its route goes with the node's address there, and comes back with it."""
        self.lab.enable_ipv6()
        self.lab.configure(fips=[f"{FLOATING}/24", "2001:db8::100/64"], **QUICK)
        self.lab.start_pair()
        self.mark()
        address = ["2001:db8::1/64", "dev", "eth0"]
        self.n1.run(["ip", "address", "del", *address])
        moves = wait_until(lambda: self.moves(self.n1), 10, "n1 tells a move")
        self.assertEqual(("active", "fault", "routeLost"), moves[0])
        self.n1.run(["ip", "address", "add", *address, "nodad"])
        self.lab.wait_roles("active", "standby", 40)


class UnroutedTest(LabCase):
    def test_a_route_that_nobody_set_up_is_not_missed(self):
        """The peer is reached by a route of its own, the F-IP's subnet by none."""
        for node in self.lab.nodes:
            node.run(["sh", "-ec", f"ip address del {node.address}/24 dev eth0; "
                f"ip address add {node.address}/32 dev eth0; "
                f"ip route add {node.peer}/32 dev eth0"])
        self.lab.configure(fips=["192.168.7.100/24"], **QUICK)
        self.lab.start_pair()
        self.mark()
        self.pass_time(2)
        self.assert_no_move()


class PortTest(LabCase):
    def test_a_port_that_forwards_late_makes_no_second_holder(self):
        """The carrier is back, and the switch passes frames two beats later."""
        self.start_watched(**TIMING)
        self.network.cut("n1")
        wait_until(lambda: self.n2.role() == "active", 20, "n2 serves")
        self.network.isolate("n1")
        self.network.mend("n1")
        wait_until(lambda: self.n1.role() == "standby", 10, "n1 has its carrier back")
        self.pass_time(1.5)
        self.assertNotEqual("active", self.n1.role())
        self.network.restore()
        self.lab.wait_roles("active", "standby", 40)
        self.assertEqual([], [event for event in self.n1.events(self.newest["n1"])
            if event["kind"] in ("failover", "splitBrain")])
        self.assert_one_holder(self.watch)

    def stand_still(self, node, seconds):
        """Freeze fipd while the cable is out and back; its port passes no frame afterwards."""
        node.fipd.stop()
        self.network.cut(node.name)
        self.pass_time(seconds)
        self.network.isolate(node.name)
        self.network.mend(node.name)
        wait_until(lambda: "LOWER_UP" in node.run(["ip", "link", "show", "eth0"]).stdout, 5,
            f"{node.name} has its carrier back")
        node.fipd.resume()

    def test_a_cable_out_and_back_while_the_standby_stands_still_is_noticed(self):
        """n2 wakes behind a port that passes no frame yet, and hears nobody."""
        self.start_watched(**PATIENT)
        self.stand_still(self.n2, 5)
        self.pass_time(2.5)
        self.network.restore()
        self.lab.wait_roles("active", "standby", 20)
        self.assertEqual(["interfaceDown", "recovered"],
            [reason for _, _, reason in self.moves(self.n2)])
        self.assert_one_holder(self.watch)

    def test_a_cable_out_and_back_while_the_active_stands_still_is_noticed(self):
        """n1 wakes behind such a port, and n2 takes over: n1 has given the F-IP up."""
        self.start_watched(**PATIENT)
        self.stand_still(self.n1, 0.2)
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.network.restore()
        self.lab.wait_roles("active", "standby", 40)
        self.assertIn("interfaceDown", [reason for _, _, reason in self.moves(self.n1)])
        self.assert_one_holder(self.watch)

    def test_a_switch_that_reboots_costs_no_detection_time(self):
        """Both carriers are back, and two seconds later both ports pass frames."""
        self.start_watched(**LONG)
        self.network.isolate("n1")
        self.network.isolate("n2")
        for name in ("n1", "n2"):
            self.network.cut(name)
        for node in self.lab.nodes:
            wait_until(lambda: node.role() == "fault", 10, f"{node.name} has no carrier")
        for name in ("n1", "n2"):
            self.network.mend(name)
        self.pass_time(2)
        self.network.restore()
        wait_until(lambda: "active" in self.lab.roles(), 20, "one serves")
        # Who waits for the detection time takes the F-IP because the peer is silent.
        self.assertEqual([("standby", "active", "peerPassive")], [move
            for node in self.lab.nodes for move in self.moves(node) if "active" == move[1]])
        self.assert_one_holder(self.watch)

    def test_late_words_in_a_backlog_end_no_silence(self):
        """Lab P9: n2 misses n1 already, and finds what n1 said long ago in its socket."""
        self.start_watched(**QUICK)
        beats = self.lab.watch_beats(self.n1)
        self.network.drop_heartbeats()
        wait_until(lambda: self.n2.role() == "held", 20, "n2 knows that n1 answers")
        self.n2.fipd.stop()
        stopped = self.network.restore()
        wait_until(lambda: len(beats.between(stopped)) > 4, 20, "words of n1 wait for n2")
        self.network.drop_heartbeats()
        self.pass_time(2)
        self.n2.fipd.resume()
        self.pass_time(1)
        self.assertNotIn("peerRecovered", self.n2.kinds(self.newest["n2"]))
        self.network.restore()
        wait_until(lambda: self.n2.role() == "standby", 20, "n2 hears n1")
        for kind in ("peerLost", "peerRecovered"):
            self.assertEqual(1, self.n2.kinds(self.newest["n2"]).count(kind), kind)


class MuteTest(LabCase):
    """Nothing that the active sends arrives anywhere, and it hears all."""

    def test_a_mute_node_lets_go_at_once_and_claims_nothing_while_it_lasts(self):
        self.start_watched(**QUICK)
        for node in self.lab.nodes:
            node.run(["sh", "-c", "cd /proc/sys/net/ipv4/neigh/eth0; "
                "echo 1000 > base_reachable_time_ms; echo 1 > delay_first_probe_time"])
        self.network.isolate("n1", hears=False)
        wait_until(lambda: self.n2.role() == "active", 20, "n2 serves")
        wait_until(lambda: not self.n1.floating(), 10, "n1 has let go")
        self.pass_time(8)
        self.assertEqual(["active"], [move[0] for move in self.moves(self.n1)])
        self.assertEqual("active", self.n2.role())
        self.network.restore()
        self.lab.wait_roles("active", "standby", 40)


class LinkTest(LabCase):
    """A second link, on the same segment, where all that it carries can be recorded."""

    def setUp(self):
        super().setUp()
        self.third = self.lab.add_third()
        for node in self.lab.nodes:
            node.run(["ip", "address", "add", f"{SECOND[node.name]}/24", "dev", "eth0"])
        self.capture = Capture(self.network, "n1")
        self.configure(True)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        self.wait_links("up", "up")
        self.mark()

    def configure(self, both):
        for node, role in zip(self.lab.nodes, ("active", "standby")):
            own, peer = SECOND[node.name], SECOND["n2" if node is self.n1 else "n1"]
            link = (f"{{ name: second, interface: eth0, address: '{own}', "
                f"peer: '{peer}' }}")
            more = {"links": [link]} if both else {}
            node.configure(role=role, **more, **TIMING)

    def reload(self, both):
        self.configure(both)
        for node in self.lab.nodes:
            node.fipctl("reload")

    def links(self, node):
        return [link["state"] for link in node.status()["links"]]

    def wait_links(self, *states):
        for node in self.lab.nodes:
            wait_until(lambda: self.links(node) == list(states), 15,
                f"the links of {node.name} are {states}")

    def sent(self, source):
        return len(self.capture.datagrams(source))

    def test_a_link_put_back_is_up_at_once_and_takes_no_replay(self):
        """Its figures begin anew, its numbers do not: what was recorded proves nothing."""
        wait_until(lambda: self.sent(SECOND["n1"]) > 12, 60, "the link carries beats")
        self.reload(False)
        self.wait_links("up")
        self.reload(True)
        before = self.sent(SECOND["n1"])
        self.wait_links("up", "up")
        self.assertLessEqual(self.sent(SECOND["n1"]) - before, 8)
        recorded = [udp_frame((self.third.mac, self.n2.mac), ends, datagram)
            for ends in ((SECOND["n1"], SECOND["n2"]), (self.n1.address, self.n2.address))
            for datagram in self.capture.datagrams(ends[0])[:60]]
        killed = self.n1.fipd.kill()
        replay = self.third.start_sending(recorded, ENDLESS_S)
        wait_until(lambda: self.watch.first(self.n2.mac, killed), 20, "n2 answers")
        self.assertTrue(replay.alive(), replay.output())
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
