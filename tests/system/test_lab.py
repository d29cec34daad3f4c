"""The lab itself: what the other tests rely on is seen when it is there."""

import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.lab import Lab
from lab.node import FLOATING
from lab.wait import wait_until


TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEEP = """
from lab.kept import write_scripts
from lab.lab import Lab
with Lab(keep=True) as lab:
    print(write_scripts(lab)[1])
    lab.abandon()
"""


class LabTest(LabCase):
    def hold(self, node, word="add"):
        node.run(["ip", "address", word, f"{FLOATING}/32", "dev", "eth0"])
        return time.monotonic()

    def test_the_arp_watch_sees_two_holders_and_only_while_there_are_two(self):
        self.hold(self.n1)
        watch = self.oc.watch_arp()
        wait_until(lambda: len(watch.rows()) > 50, 10, "fifty answers")
        self.assertEqual([], watch.doubles())
        both = time.monotonic()
        self.hold(self.n2)
        wait_until(lambda: len(watch.doubles()) > 10, 10, "two holders")
        self.assertGreaterEqual(watch.doubles()[0][0], both)
        self.hold(self.n1, "del")
        alone = time.monotonic()
        wait_until(lambda: watch.last(self.n2.mac) > alone + 0.5, 10, "n2 alone")
        self.assertEqual([], watch.doubles(alone))

    def test_the_echo_watch_counts_what_is_lost_and_how_long(self):
        self.hold(self.n1)
        probe = self.oc.watch_echo()
        probe.settle()
        self.assertEqual(0, probe.lost(probe.rows()[-1][1] - 0.01))
        begun = time.monotonic()
        cut = self.network.drop("ip protocol icmp")
        wait_until(lambda: probe.lost(cut) >= 100, 10, "a hundred lost probes")
        mended = time.monotonic()
        restored = self.network.restore()
        probe.settle()
        answers = [(answered, sent) for _, sent, answered in probe.rows() if answered]
        last, _ = max(answer for answer in answers if answer[0] <= begun)
        first, sent = min(answer for answer in answers if answer[0] >= restored)
        outage = probe.outage_ms(last, sent)
        self.assertGreaterEqual(outage, (mended - cut) * 1000)
        self.assertLessEqual(outage, (first - last) * 1000)

    def test_the_beat_watch_sees_what_a_node_sends_and_not_what_it_gets(self):
        watch = self.lab.watch_beats(self.n1)
        for node in self.lab.nodes:
            node.run(["bash", "-c", f"echo x >/dev/udp/{node.peer}/7900; sleep 0.05; "
                f"echo x >/dev/udp/{node.peer}/7900"])
        wait_until(lambda: len(watch.rows()) >= 2, 5, "two datagrams")
        self.assertEqual(2, len(watch.rows()))
        self.assertGreater(watch.gaps_ms(0)[0], 40)

    def test_heartbeats_of_one_source_can_be_dropped_alone(self):
        watch = self.lab.watch_beats(self.n1)
        self.network.drop_heartbeats("n2")
        for source, target in ((self.n2, self.n1), (self.n1, self.n2)):
            catcher = target.start("catcher", ["/usr/bin/python3", "-c", "import socket; "
                "s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('', 7900)); "
                "print(s.recv(9), flush=True)"])
            wait_until(lambda: ":1EDC" in target.run(["cat", "/proc/net/udp"]).stdout, 10,
                "the catcher listens")
            source.run(["bash", "-c", f"echo x >/dev/udp/{target.address}/7900"])
        wait_until(lambda: watch.rows() and "x" in self.n2.processes[-1].output(), 5,
            "n1's datagram at n2")
        self.assertEqual("", self.n1.processes[-1].output())

    def test_a_kept_lab_does_not_hold_the_output_of_who_made_it(self):
        maker = subprocess.Popen(["/usr/bin/python3", "-B", "-c", KEEP], cwd=TESTS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        down = maker.stdout.readline().strip()
        self.addCleanup(subprocess.run, [down], stdout=subprocess.DEVNULL)
        said, _ = maker.communicate(timeout=120)
        self.assertEqual((0, ""), (maker.returncode, said))

    def test_a_lab_leaves_no_process_and_no_file(self):
        with Lab() as lab:
            folder, pids = lab.folder, [host.pid for host in lab.hosts]
            stray = lab.n1.start("stray", ["sh", "-c", "sleep 600 & sleep 600"])
            pids.append(stray.pid)
        self.assertFalse(os.path.exists(folder))
        self.assertEqual([], [pid for pid in pids if os.path.exists(f"/proc/{pid}")])


if __name__ == "__main__":
    unittest.main()
