"""The page cache is empty when it counts: nothing on the way of the F-IPs waits for a disk."""

import ctypes
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.disk import Disk
from lab.fence import fence_pid, wait_fence
from lab.node import CONTROL
from lab.wait import wait_until

# What the loop and the fence run; sealing uses little of libcrypto, and reading a file is no hurry.
WHOLE = re.compile(r"/(?:fipd|fipd-fence|(?:libc|libevent_core|libjansson|libmnl|libseccomp)"
    r"[-.][^/]+)$")
TIMING = {"interval": "100 ms", "count": 3, "failback": "manual"}
LIBRARIES = re.compile(r"=> (\S+/(?:libc|libcrypto|libevent_core|libjansson|libmnl|libseccomp"
    r"|libyaml)[-.]\S+)")
MADV_PAGEOUT = 21


def major_faults(pid):
    """Return how often the first thread of a process has waited for a page from a disk."""
    with open(f"/proc/{pid}/task/{pid}/stat") as stat:
        return int(stat.read().rsplit(")", 1)[1].split()[9])


def mappings(pid):
    """Yield (path, start, fields) of each readable mapping of a file, as /proc/PID/smaps has it."""
    with open(f"/proc/{pid}/smaps") as smaps:
        for text in re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", smaps.read())[1:]:
            head, *rows = text.splitlines()
            if " r" in head and "/" in head:
                yield head[head.index("/"):], int(head.split("-")[0], 16), {
                    name: value.strip() for name, value in (row.split(":", 1) for row in rows)}


def is_sanitized(pid):
    """Return whether it is built with a sanitizer, which lets nothing be locked."""
    return any("libasan" in path for path, _, _ in mappings(pid))


def page_out(pid):
    """Take from a process what the kernel may take when memory is short: all but what is locked."""
    libc = ctypes.CDLL(None, use_errno=True)
    process = os.pidfd_open(pid)
    try:
        for _, start, fields in mappings(pid):
            span = (ctypes.c_size_t * 2)(start, int(fields["Size"].split()[0]) << 10)
            libc.process_madvise(process, span, 1, MADV_PAGEOUT, 0)
    finally:
        os.close(process)


def evict(path):
    """Drop from the page cache what no process has in its memory; return the share left."""
    with open(path, "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    left = subprocess.run(["fincore", "--bytes", "--noheadings", "--output", "RES", path],
        capture_output=True, text=True, check=True).stdout
    return int(left) / os.path.getsize(path)


class MemoryTest(LabCase):
    def make_disks(self):
        """Give both nodes a disk with fipd and its libraries, which nobody else has mapped."""
        fipd = self.n1.program("fipd")
        needed = subprocess.run(["ldd", fipd], capture_output=True, text=True, check=True)
        libraries = LIBRARIES.findall(needed.stdout)
        self.assertIn("libcrypto.so.3", map(os.path.basename, libraries))
        files = [fipd, self.n1.program("fipd-fence"), *libraries]
        self.names = [os.path.basename(path) for path in files]
        self.fipctl = self.n1.program("fipctl")
        for node in self.lab.nodes:
            node.disk = Disk(node, files)
            node.programs = node.seen(node.disk.folder)

    def start_on_disks(self):
        self.make_disks()
        self.lab.configure(**TIMING)
        for node in self.lab.nodes:
            node.start_fipd(wrap=["env", "LD_LIBRARY_PATH=" + node.disk.folder])
        self.addCleanup(self.end_fipd)
        self.lab.wait_roles("active", "standby", 20)
        for node in self.lab.nodes:
            wait_fence(node)
            node.settle()

    def end_fipd(self):
        """Let go what waits for a disk: nothing else ends a process that does."""
        for node in self.lab.nodes:
            node.disk.resume()
            node.fipd.kill()

    def stop_disk(self, node):
        """Stop a node's disk, and take from memory what is not locked; return the shares left."""
        node.disk.stop()
        for pid in (node.fipd.pid, wait_fence(node)):
            if not is_sanitized(pid):
                page_out(pid)
        return {name: evict(node.seen(node.disk.path(name))) for name in self.names}

    def assert_whole(self, pid, names):
        """Its program and these libraries are in its memory to the last page, and locked.

        A sanitizer locks nothing.
        """
        found = set()
        sanitized = is_sanitized(pid)
        for path, _, fields in mappings(pid):
            if WHOLE.search(path):
                found.add(re.split(r"-\d|\.", os.path.basename(path))[0])
                self.assertEqual(fields["Size"], fields["Rss"], path)
                self.assertTrue(sanitized or " lo" in fields["VmFlags"], path)
        self.assertEqual(names, found)

    def faults(self):
        return {(node.name, name): major_faults(pid) for node in self.lab.nodes
            for name, pid in (("fipd", node.fipd.pid), ("fence", fence_pid(node)))}

    def test_the_code_that_may_run_is_in_memory_to_the_last_page(self):
        """nothing of fipd and its fence is left to be read from the disk in a takeover"""
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        # Of the fence its beginning, so that another one is started without a disk.
        self.assert_whole(self.n1.fipd.pid, {"fipd", "fipd-fence", "libc", "libevent_core",
            "libjansson", "libmnl", "libseccomp"})
        self.assert_whole(wait_fence(self.n1), {"fipd-fence", "libc", "libmnl",
            "libseccomp"})

    def test_no_page_is_read_from_a_disk_for_a_move_a_renewal_or_the_fence(self):
        """disks stopped, page cache evicted: taken, renewed, removed and fenced all the same"""
        if not os.path.exists("/dev/fuse"):
            self.skipTest("this kernel has no FUSE here: no disk can be stopped")
        self.start_on_disks()
        for node in self.lab.nodes:
            left = self.stop_disk(node)
            self.assertLess(left["libcrypto.so.3"], 0.9)
        before = self.faults()
        self.pass_time(2)
        self.n1.run([self.fipctl, "--control", CONTROL, "switchover"])
        self.lab.wait_roles("standby", "active", 10)
        self.n2.fipd.stop()
        wait_until(lambda: self.n1.role() == "active", 10, "n1 has taken the F-IP")
        wait_until(lambda: "192.168.0.100" not in self.n2.run(["ip", "address"]).stdout, 10,
            "n2's fence has removed it")
        self.n2.fipd.resume()
        self.lab.wait_roles("active", "standby", 10)
        self.assertEqual(before, self.faults())


if __name__ == "__main__":
    unittest.main()
