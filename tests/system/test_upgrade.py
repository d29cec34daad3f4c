"""fipd is restarted for an upgrade: announced, it moves nothing and loses nothing.

The release beside the present fipd is built from the commit that tests/released names.
"""

import os
import shutil
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab import released
from lab.case import LabCase
from lab.fence import wait_fence
from lab.node import CONTROL
from lab.teller import Teller
from lab.wait import wait_until
from lab.watch import Capture

TIMING = {"interval": "2 s", "count": 5, "failback_delay": "60 s"}  # a lease of 6 s
SHORT_TIMING = {"interval": "400 ms", "count": 10, "failback_delay": "500 ms"}
RELEASE = "0.1.0"
MOVES = {"failover", "failback", "switchover", "peerLost", "splitBrain"}


VERSION_1_BYTES, VERSION_2_BYTES = 96, 152  # docs/heartbeat.md, "Two versions"


class FenceTest(LabCase):
    def test_a_fence_is_of_its_fipds_version_whatever_was_installed_since(self):
        """an upgrade: the fence that fipd starts anew is still the one that it began with"""
        folder = tempfile.mkdtemp(dir=self.lab.build)
        self.addCleanup(shutil.rmtree, folder)
        for name in ("fipd", "fipd-fence", "fipctl"):
            shutil.copy(self.n1.program(name), folder)
        self.n1.programs = folder
        self.lab.configure(interval="100 ms", count=3)
        self.lab.start_pair()
        fence = wait_fence(self.n1)
        os.unlink(os.path.join(folder, "fipd-fence"))
        shutil.copy("/bin/false", os.path.join(folder, "fipd-fence"))
        os.kill(fence, signal.SIGKILL)
        wait_fence(self.n1, other_than=fence)
        wait_until(lambda: self.n1.fipd.output().count("[FIP-341]") == 2, 10,
            "another fence works")
        self.assertEqual("active", self.n1.role())


class UpgradeCase(LabCase):
    timing = TIMING
    release = None  # which both nodes run at first, instead of the present fipd

    def setUp(self):
        super().setUp()
        for node in self.lab.nodes if self.release else ():
            node.programs = released.programs(self.release)
        self.lab.configure(**self.timing)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        self.probe = self.oc.watch_echo()
        self.probe.settle()
        self.begun = self.probe.rows()[-1][1]
        self.before = {node: node.status()["events"]["last_sequence"]
            for node in self.lab.nodes}

    def upgrade(self, node, programs=None):
        """Restart fipd on a node as a package does, with other programs than the present ones."""
        self.assertIn("a stop of fipd within 60 s", node.fipctl("restart-plan").stdout)
        self.assertEqual(0, node.fipd.terminate())
        node.programs = programs or self.lab.build
        node.start_fipd()

    def events(self, node):
        return node.events(self.before[node])

    def assert_nothing_noticed(self):
        self.probe.settle()
        self.assertEqual(0, self.probe.lost(self.begun))
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners()])
        for node in self.lab.nodes:
            self.assertFalse([event for event in self.events(node)
                if event["kind"] in MOVES], f"{node.name} told of a move")


class UpgradeTest(UpgradeCase):
    def test_of_the_active_no_probe_is_lost_and_the_standby_tells_nothing(self):
        self.upgrade(self.n1)
        self.lab.wait_roles("active", "standby", 20)
        beats = self.lab.watch_beats(self.n1)
        wait_until(lambda: len(beats.rows()) >= 6, 30, "the old lease would have ended")
        self.assert_nothing_noticed()
        self.assertEqual([], self.events(self.n2))

    def test_of_both_one_after_the_other_no_probe_is_lost(self):
        self.upgrade(self.n2)
        self.lab.wait_roles("active", "standby", 20)
        self.upgrade(self.n1)
        self.lab.wait_roles("active", "standby", 20)
        self.assert_nothing_noticed()

    def test_one_that_does_not_come_back_is_followed_by_a_takeover_never_by_two(self):
        self.n1.fipctl("restart-plan")
        self.assertEqual(0, self.n1.fipd.terminate())
        self.assertTrue(self.n1.floating(), "the F-IP is still held after the stop")
        wait_until(lambda: self.n2.role() == "active", 40, "n2 takes over")
        self.assertEqual([], self.n1.floating())
        self.assert_one_holder(self.watch)

    def test_a_plan_that_was_taken_back_or_has_lapsed_is_none(self):
        self.n1.fipctl("restart-plan", "--within", "1")
        wait_until(lambda: "[FIP-333]" in self.n1.fipd.output(), 10, "the plan lapses")
        self.n1.fipctl("restart-plan")
        self.n1.fipctl("restart-plan", "--within", "0")
        self.assertEqual(0, self.n1.fipd.terminate())
        self.assertEqual([], self.n1.floating())

    def kinds(self):
        return self.n1.kinds(self.before[self.n1])

    def test_what_is_set_while_it_stops_is_for_the_next_life(self):
        """The disk may be done with a setting when the last word is said."""
        self.n1.fipctl("restart-plan")
        with socket.socket(socket.AF_UNIX) as writer:
            writer.connect(self.n1.seen(CONTROL))
            writer.sendall(b'{"op":"prepare","set":[{"name":"redundancy","value":"off"}]}\n')
            answers = writer.makefile()
            self.assertIn('"ok":true', answers.readline())
            writer.sendall(b'{"op":"commit"}\n')
            self.assertEqual(0, self.n1.fipd.terminate())
            committed = '"ok":true' in answers.readline()
        held = bool(self.n1.floating())
        self.n1.start_fipd()
        wait_until(lambda: "started" in self.kinds(), 10, "the next life tells of itself")
        kinds = [kind for kind in self.kinds() if kind in ("stopped", "started", "roleChange")]
        end = kinds.index("stopped")
        self.assertEqual("started", kinds[end + 1])
        self.assertEqual(held, end == 0, "the F-IP is kept unless redundancy was off before")
        if committed:
            wait_until(lambda: self.n1.role() == "disabled", 10, "what was acknowledged was kept")

    def test_without_anything_to_keep_it_is_refused_with_the_reason(self):
        self.n1.run(["ip", "link", "set", "eth0", "down"])
        wait_until(lambda: self.n1.role() == "fault", 10, "n1 is in fault")
        done = self.n1.fipctl("restart-plan", check=False)
        self.assertEqual(1, done.returncode)
        self.assertIn("the role is fault", done.stderr)


class ResidentTest(UpgradeCase):
    """Services stay bound to resident F-IPs through the restart, and lose none of them."""

    timing = {**TIMING, "resident": "yes"}

    def loopback(self):
        return self.n1.run(["ip", "-4", "-oneline", "address", "show", "dev", "lo"]).stdout

    def test_resident_fips_are_there_between_the_two(self):
        self.n1.fipctl("restart-plan")
        self.assertEqual(0, self.n1.fipd.terminate())
        self.assertIn("192.168.0.100/32", self.loopback())
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.assertIn("192.168.0.100/32", self.loopback())
        self.assert_nothing_noticed()


class ShortBeatsTest(UpgradeCase):
    """Beats for which a lease is too coarse: the fence must not fire, the peer must wait."""

    timing = {"interval": "100 ms", "count": 5, "failback_delay": "60 s"}

    def test_of_the_active_no_probe_is_lost(self):
        self.upgrade(self.n1)
        self.lab.wait_roles("active", "standby", 20)
        beats = self.lab.watch_beats(self.n1)
        wait_until(lambda: len(beats.rows()) >= 50, 30, "the old lease would have ended")
        self.assert_nothing_noticed()


class FromReleaseTest(UpgradeCase):
    """Both nodes run the release, and are upgraded to the present fipd."""

    release = RELEASE

    def setUp(self):
        super().setUp()
        self.capture = Capture(self.network, "n1")

    def speak_version_2(self):
        """Return whether the newest word of each node is of version 2."""
        newest = [self.capture.datagrams(node.address)[-1:] for node in self.lab.nodes]
        return all(words and len(words[0]) == VERSION_2_BYTES for words in newest)

    def test_of_both_nothing_is_lost_and_what_the_release_left_is_read(self):
        told = [node.events() for node in self.lab.nodes]
        self.upgrade(self.n2)
        self.lab.wait_roles("active", "standby", 20)
        self.upgrade(self.n1)
        self.lab.wait_roles("active", "standby", 20)
        self.assert_nothing_noticed()
        wait_until(self.speak_version_2, 20, "both speak version 2")
        for node, before in zip(self.lab.nodes, told):
            same = [{name: event.get(name) for name in told_then}
                for told_then, event in zip(before, node.events())]
            self.assertEqual(before, same, "the journal goes on, with fields that are new to it")
            self.assertEqual(0, node.fipd.terminate())
            self.assert_replayed(node)

    def assert_replayed(self, node):
        """The present fipctl plays both lives; what it decides otherwise is when a standby speaks,
        and when either speaks after an answer: that counts as its beat now."""
        text = node.fipctl("replay", node.path("state"), check=False).stdout
        _, released, present = text.split("-- fipd ")
        self.assertTrue(released.startswith(f"{self.release} begins on {node.name} "), text)
        self.assertIn(" of 2 lives played: ", present)
        self.assertNotIn("not played", text)
        self.assertNotIn("DIFFERS", present)
        decided = re.findall(r"(?:recorded|this fipctl): +role (\w+; .*); wakes", released)
        for recorded, played in zip(decided[::2], decided[1::2]):
            if not recorded.startswith("standby"):
                self.assertEqual(recorded, played, text)


class BesideReleaseTest(LabCase):
    """A node of the release and a present one are a pair: the words on the wire are the same."""

    def start_beside(self, old):
        """Start the pair with the release on one node."""
        old.programs = released.programs(RELEASE)
        self.capture = Capture(self.network, "n1")
        self.start_watched(**SHORT_TIMING)
        self.probe = self.oc.watch_echo()
        wait_until(lambda: any(answered for _, _, answered in self.probe.rows()), 10, "echoes")

    def assert_understood(self):
        """Each node read every datagram of the other, and has nothing to complain of."""
        for node in self.lab.nodes:
            status = node.status()
            self.assertEqual([(0, 0)], [(link["malformed"], link["unauthenticated"])
                for link in status["links"]], node.name)
            self.assertEqual([], status["alarms"], node.name)
            self.assertEqual({VERSION_1_BYTES},
                set(map(len, self.capture.datagrams(node.address))), node.name)

    def assert_handed_over(self):
        """The F-IPs go to n2 and back, without a lost echo."""
        begun = time.monotonic()
        for roles in (("standby", "active"), ("active", "standby")):
            self.n1.fipctl("switchover")
            self.lab.wait_roles(*roles, 10)
        self.probe.settle()
        self.assertEqual(0, self.probe.lost(begun))
        self.assert_understood()

    def assert_failed_over(self):
        """n1 dies and n2 takes over; n1 comes back and gets the F-IPs again."""
        self.n1.fipd.kill()
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.assertEqual(["active", "standby"], [to for _, to, _ in self.moves(self.n2)
            if to in ("active", "standby")][-2:])
        self.assert_one_holder(self.watch)

    def test_the_present_fipd_hands_over_to_the_release_and_fails_over_to_it(self):
        self.start_beside(self.n2)
        self.assert_handed_over()
        self.assert_failed_over()

    def test_the_release_hands_over_to_the_present_fipd_and_fails_over_to_it(self):
        self.start_beside(self.n1)
        self.assert_handed_over()
        self.assert_failed_over()


class BesideLastReleaseTest(LabCase):
    """A release reads version 2 and passes over what it does not know of it."""

    def test_a_check_that_fails_moves_the_fips_to_the_release(self):
        self.n2.programs = released.programs("0.2.0")
        self.start_watched(**SHORT_TIMING)
        probe = self.oc.watch_echo()
        wait_until(lambda: any(answered for _, _, answered in probe.rows()), 10, "echoes")
        self.n1.configure(role="active", **SHORT_TIMING,
            checks=["{ name: proxy, tcp: 127.0.0.1:3128, effect: demote }"])
        self.n1.fipctl("reload")
        teller = Teller(self.n1, {"proxy": ("passed", "connected")})
        self.addCleanup(teller.close)
        teller.tell(proxy=("failed", "no answer within 1 s"))
        self.lab.wait_roles("standby", "active", 20)
        self.assertTrue(self.n1.status()["outlook"]["unwell"])
        wait_until(lambda: self.n2.status()["peer"]["heard_age_ms"] < 400
            and self.n1.status()["alarms"][-1]["kind"] == "serviceFailed", 10, "both are heard")
        teller.tell(proxy=("passed", "connected"))
        wait_until(lambda: not self.n1.status()["outlook"]["unwell"], 10, "n1 is well")
        self.n1.fipctl("switchover")
        self.lab.wait_roles("active", "standby", 20)
        probe.settle()
        self.assertEqual(0, probe.lost(0, float("inf")))
        self.assertEqual([0], [link["malformed"] for link in self.n2.status()["links"]])
        self.assert_one_holder(self.watch)


class BackToReleaseTest(UpgradeCase):
    """A present pair goes back to the release, and comes again."""

    # Each setting that the release cannot have in its settings.yaml, and what both know.
    NEWER = ("resident=yes", "references=192.168.0.10", "outsiders=tell", "direct_plain_names=no",
        "notification_spacing=10 ms", "resend_after_cut=yes", "mute=peerLeft")
    KNOWN = ("failback_delay=50 s", "count=6")

    def go_back(self, node):
        """Do what docs/releases.md says of a node that goes back."""
        programs = released.programs(RELEASE)  # built before the node stops
        node.fipctl("restart-plan")
        self.assertEqual(0, node.fipd.terminate())
        with open(os.path.join(released.TOP, "docs", "releases.md")) as page:
            command = page.read().split("```sh\n")[1].split("```")[0]
        node.run(["sh", "-c", command.replace("/var/lib/fipd", node.path("state"))])
        node.programs = programs
        node.start_fipd()
        self.lab.wait_roles("active", "standby", 20)

    def test_of_both_nothing_is_lost_and_what_the_release_knows_stays_set(self):
        for node in self.lab.nodes:
            node.fipctl("set", *self.NEWER, *self.KNOWN)
        self.assertEqual(0, self.n2.fipd.terminate())
        self.n2.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.assertIn("peerLeft", self.n1.kinds())
        told = {node: node.events() for node in self.lab.nodes}
        self.go_back(self.n2)
        self.go_back(self.n1)
        for node in self.lab.nodes:
            settings = node.status()["settings"]
            self.assertEqual((6, 50_000), (settings["count"], settings["failback_delay_ms"]))
            known = [event["sequence"] for event in told[node] if event["kind"] != "peerLeft"]
            self.assertEqual(known, [event["sequence"] for event in node.events()][:len(known)])
        self.upgrade(self.n1)
        self.lab.wait_roles("active", "standby", 20)
        self.upgrade(self.n2)
        self.lab.wait_roles("active", "standby", 20)
        self.assert_nothing_noticed()

    def test_one_is_heard_and_spoken_to_in_the_version_that_it_reads(self):
        self.n2.fipctl("set", *self.KNOWN)
        capture = Capture(self.network, "n1")
        wait_until(lambda: all(VERSION_2_BYTES in map(len, capture.datagrams(node.address))
            for node in self.lab.nodes), 20, "both speak version 2")
        self.go_back(self.n2)
        wait_until(lambda: len(capture.datagrams(self.n1.address)[-1]) == VERSION_1_BYTES,
            20, "n1 speaks version 1")
        for node in self.lab.nodes:
            self.assertEqual("up", node.status()["peer"]["state"], node.name)
        self.assert_nothing_noticed()


class NewerStateTest(UpgradeCase):
    """A release that goes back to this one has left settings that this one does not know."""

    def test_they_are_passed_over_and_kept_and_the_others_are_in_force(self):
        self.n1.fipctl("set", "count=6")
        path = self.n1.path("state/settings.yaml")
        with open(path, "a") as file:
            file.write("colour: red\n")
        self.upgrade(self.n1)
        self.lab.wait_roles("active", "standby", 20)
        self.assertEqual(6, self.n1.status()["settings"]["count"])
        self.assertIn("colour: there is no such setting; fipd.yaml(5) lists them; passed over "
            "[FIP-350]", self.n1.fipd.output())
        self.n1.fipctl("set", "count=7")
        with open(path + ".newer") as file:
            self.assertIn("colour: red", file.read())
        self.assert_nothing_noticed()


class UnderLoadTest(UpgradeCase):
    """Eight processes that never pause run beside moves and upgrades, up and back."""

    def setUp(self):
        super().setUp()
        busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(8)]
        self.addCleanup(lambda: [process.wait() for process in busy])
        self.addCleanup(lambda: [process.kill() for process in busy])

    def switch_over(self, *roles):
        """Move the F-IPs and wait for these roles of n1 and n2; nobody may lose a probe."""
        self.n1.fipctl("switchover")
        self.lab.wait_roles(*roles, 20)

    def replace(self, node, programs):
        self.upgrade(node, programs)
        self.lab.wait_roles("active", "standby", 20)

    def test_moves_between_releases_lose_no_probe_and_nothing_else_moves(self):
        old = released.programs(RELEASE)
        for node, programs in ((self.n2, old), (self.n1, old), (self.n1, self.lab.build),
                (self.n2, self.lab.build)):
            self.replace(node, programs)
            self.switch_over("standby", "active")
            self.switch_over("active", "standby")
        self.probe.settle()
        self.assertEqual(0, self.probe.lost(self.begun))
        for node in self.lab.nodes:
            self.assertEqual(["switchover"] * 4, [event["kind"] for event in self.events(node)
                if event["kind"] in MOVES], node.name)


class MissingReleaseTest(unittest.TestCase):
    def test_a_release_that_the_clone_has_not_is_an_error_that_says_what_to_do(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(RuntimeError, "clone the repository with its whole"):
                released.extract("0.0.0", "0123456789" * 4, os.path.join(folder, "source"))


if __name__ == "__main__":
    unittest.main()
