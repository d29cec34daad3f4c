"""The disk is full, descriptors run out, a client hangs, the wall clock jumps, the kernel balks."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import json
import socket
import struct
import time

from lab.case import LabCase
from lab.node import CONTROL, FLOATING
from lab.wait import wait_until

TIMING = {"interval": "400 ms", "count": 10, "failback_delay": "1 s"}
INTERVAL_MS = 400
IP6 = "2001:db8::100"


class ResourcesTest(LabCase):
    def watch_n1(self):
        self.beats = self.lab.watch_beats(self.n1)
        self.watch_machine()
        wait_until(lambda: len(self.beats.rows()) > 2, 10, "beats")
        return self.beats.rows()[-1]

    def connect(self):
        """Return a connection to n1's control socket that waits for nothing."""
        connection = socket.socket(socket.AF_UNIX)
        self.addCleanup(connection.close)
        connection.setblocking(False)
        connection.connect(self.n1.seen(CONTROL))
        return connection

    def crowd(self):
        """Connect until n1 takes no more, which must come; return the connections."""
        connections = []
        with self.assertRaises(BlockingIOError):
            while len(connections) < 1000:
                connections.append(self.connect())
        return connections

    def cpu_s(self):
        """Return the processor time that n1's fipd has used."""
        with open(f"/proc/{self.n1.fipd.pid}/stat") as stat:
            words = stat.read().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    # The disk

    def fill_disk(self):
        """Give n1 a state folder of its own file system, and fill that to the last byte."""
        state = self.n1.path("state")
        self.n1.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", state])
        self.start_watched(**TIMING)
        self.n1.run(["sh", "-c", f"cat /dev/zero > {state}/fill; sync"], check=False)

    def there_and_back(self):
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        self.n1.fipctl("switchover")
        self.lab.wait_roles("active", "standby", 10)

    def test_with_a_full_disk_the_fip_moves_and_every_event_is_told(self):
        """journal disk full: told from memory, and on disk once there is room"""
        self.fill_disk()
        for _ in range(6):
            self.there_and_back()
        newest = self.n1.settle()
        self.assertIn("No space left", self.assert_told(self.n1, "journalFailed")["text"])
        self.assertIn("not kept on disk", self.n1.fipctl("check", check=False).stdout)
        self.assertLess(self.newest_on_disk(), newest)
        self.n1.run(["rm", self.n1.path("state", "fill")])
        wait_until(lambda: self.newest_on_disk() >= newest, 10, "the disk has caught up")
        self.assert_told(self.n1, "journalWritten")
        self.assertEqual([], self.n1.status()["alarms"])
        self.assertEqual(["standby", "active"] * 6, [to for _, to, _ in self.moves(self.n1)])
        self.assert_one_holder(self.watch)

    def test_with_a_full_disk_a_setting_is_refused_and_stays(self):
        """journal disk full: what cannot be kept is not acknowledged"""
        self.fill_disk()
        done = self.n1.fipctl("set", "failback_delay=7 s", check=False)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("No space left", done.stdout + done.stderr)
        self.assertEqual(1000, self.n1.status()["settings"]["failback_delay_ms"])
        self.assert_no_move()

    def test_a_state_folder_that_was_removed_is_told_until_it_is_there(self):
        """state folder removed: an alarm, and afterwards every event is on disk again"""
        self.start_watched(**TIMING)
        state = self.n1.path("state")
        # In one step, as fipd may write a file meanwhile.
        self.n1.run(["mv", state, state + ".removed"])
        self.n1.run(["rm", "-rf", state + ".removed"])
        self.assertIn("No such file", self.assert_told(self.n1, "journalFailed", 20)["text"])
        self.there_and_back()
        self.n1.run(["mkdir", "-m", "700", state])
        self.assert_told(self.n1, "journalWritten")
        wait_until(lambda: self.newest_on_disk() >= self.n1.newest(), 10, "it has caught up")
        self.assertEqual([], self.n1.status()["alarms"])
        self.assert_one_holder(self.watch)

    def newest_on_disk(self):
        """Return the number of the last whole record in n1's journal; none is missing."""
        text = self.n1.run(["cat", self.n1.path("state", "events.jsonl")]).stdout
        lines = text[:text.rfind("\n") + 1].splitlines()
        numbers = [json.loads(line)["sequence"] for line in lines]
        self.assertEqual(list(range(1, len(numbers) + 1)), numbers)
        return len(numbers)

    # Clients

    def test_out_of_descriptors_no_beat_is_missed_and_fipd_does_not_spin(self):
        """fds exhausted"""
        self.lab.configure(**TIMING)
        self.n1.start_fipd(wrap=["prlimit", "--nofile=48:48"])
        self.n2.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.mark()
        since = self.watch_n1()
        crowd = self.crowd()
        before = self.cpu_s()
        self.pass_time(3)
        self.assertLess(self.cpu_s() - before, 1)
        for connection in crowd:
            connection.close()
        wait_until(lambda: self.n1.role() == "active", 10, "it answers again")
        self.assert_no_beat_missed(self.beats, INTERVAL_MS, since)
        self.assert_no_move()

    def test_clients_that_never_read_delay_no_beat(self):
        """a client hung"""
        self.start_watched(**TIMING)
        since = self.watch_n1()
        request = json.dumps({"op": "status"}).encode() + b"\n"
        hung = [self.connect() for _ in range(8)]
        end = time.monotonic() + 4
        while time.monotonic() < end:
            for connection in hung:
                try:
                    connection.send(request * 20)
                except OSError:
                    pass
            time.sleep(0.01)
        self.assertEqual("active", self.n1.role())
        self.assert_no_beat_missed(self.beats, INTERVAL_MS, since)
        self.assert_no_move()

    # The wall clock

    def set_wall_clock(self, seconds):
        with open(self.n1.path("offset"), "r+b") as file:
            file.write(struct.pack("q", seconds))

    def start_with_wall_clock(self):
        """Start the pair; n1's wall clock can be set, and nobody else's."""
        with open(self.n1.path("offset"), "wb") as file:
            file.write(bytes(8))
        shim = os.path.join(self.lab.build, "tests", "system", "wall_clock.so")
        linked = self.n1.run(["ldd", self.n1.program("fipd")]).stdout.split()
        before = [word for word in linked if word.startswith("/") and "asan" in word]
        self.lab.configure(**TIMING)
        self.n1.start_fipd(wrap=["env", "LD_PRELOAD=" + ":".join(before + [shim]),
            "WALL_CLOCK_OFFSET=" + self.n1.path("offset")])
        self.n2.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.mark()

    def told_at(self, delay):
        """Change a setting of n1; return the year in which it says that it was."""
        before = self.n1.newest()
        self.n1.fipctl("set", f"failback_delay={delay}")
        wait_until(lambda: self.n1.newest() > before, 5, "it is told")
        return int(self.n1.events(before)[0]["date"][:4])

    def test_the_wall_clock_set_back_and_forward_moves_nothing(self):
        """wall clock set back and forward: by three years each, on the active"""
        self.start_with_wall_clock()
        since = self.watch_n1()
        years = [self.told_at("2 s")]
        for number, seconds in enumerate((-3 * 366 * 86400, 3 * 366 * 86400)):
            self.set_wall_clock(seconds)
            self.pass_time(2)
            years.append(self.told_at(f"{3 + number} s"))
        self.assertLess(years[1], years[0])
        self.assertGreater(years[2], years[0])
        self.assert_no_beat_missed(self.beats, INTERVAL_MS, since)
        self.assert_no_move()
        self.assertEqual({"configChanged"}, set(self.n1.kinds(self.newest["n1"])))
        numbers = [event["sequence"] for event in self.n1.events()]
        self.assertEqual(sorted(numbers), numbers)

    # The kernel

    def lost_messages(self):
        """Return how many netlink messages the kernel could not give to n1's sockets."""
        rows = self.n1.run(["cat", "/proc/net/netlink"]).stdout.splitlines()[1:]
        return sum(int(row.split()[8]) for row in rows)

    def test_when_netlink_overflows_what_was_lost_is_found_out(self):
        """ENOBUFS from netlink: the F-IP went unseen among 24,000 other changes"""
        self.start_watched(interval="60 s", failback_delay="1 s")  # a lease beyond the storm
        storm = [f"address {word} 10.0.0.1/32 dev lo" for word in ("add", "del")] * 12000
        storm.append(f"address del {FLOATING}/32 dev eth0")
        with open(self.n1.path("storm"), "w") as file:
            file.write("\n".join(storm))
        before = self.lost_messages()
        self.n1.fipd.stop()
        self.n1.run(["ip", "-batch", self.n1.path("storm")])
        self.n1.fipd.resume()
        self.assertGreater(self.lost_messages(), before)
        wait_until(self.n1.floating, 10, "n1 has put it back")
        self.assert_told(self.n1, "fipRestored")
        self.assert_no_move()

    def allow_ip6(self, node, allowed=True):
        node.run(["sh", "-c", f"echo {0 if allowed else 1} > "
            "/proc/sys/net/ipv6/conf/eth0/disable_ipv6"])

    def test_a_kernel_that_refuses_an_fip_is_a_fault_and_takes_none(self):
        """EACCES from netlink: n2's kernel allows no IPv6 address at the takeover"""
        for node in self.lab.nodes:
            self.allow_ip6(node)
        self.start_watched(**TIMING, fips=[f"{FLOATING}/24", f"{IP6}/64"])
        self.allow_ip6(self.n2, False)
        self.network.cut("n1")
        wait_until(lambda: self.n2.role() == "fault", 20, "n2 is in fault")
        self.assertEqual([], self.n2.floating())
        self.assertIn("kernelRefused", [reason for _, _, reason in self.moves(self.n2)])
        self.network.mend("n1")
        wait_until(lambda: self.n1.role() == "active", 20, "n1 serves again")
        self.allow_ip6(self.n2)
        wait_until(lambda: self.n2.role() == "standby", 90, "n2 has recovered")
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
