"""disk - a disk of a node that can stand still: what is not in memory then cannot be had.

The disk is a file system in an image, which the kernel reads and writes by asking a program of
the lab (image_server).  While that is frozen, whoever wants a page of the disk, or has something
written, waits until the disk goes on.
"""

import os
import shutil
import subprocess
import sys

from .wait import wait_until

SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "image_server.py")
SIZE = "96M"


class Disk:
    """A disk with a copy of some files, mounted at NODE/disk in the node; state/ is on it too."""

    def __init__(self, node, files):
        self.node = node
        self.folder = node.path("disk")
        self._make_image(files)
        self._start_server()
        os.mkdir(self.folder)
        node.run(["mount", "-o", "loop,noatime", node.path("device"), self.folder])
        node.run(["mount", "--bind", self.path("state"), node.path("state")])

    def _make_image(self, files):
        content = self.node.path("content")
        os.makedirs(os.path.join(content, "state"), mode=0o700)
        for path in files:
            shutil.copy(path, content)
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", content, self.node.path("image"),
            SIZE], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        shutil.rmtree(content)

    def _start_server(self):
        device = self.node.path("device")
        with open(device, "wb"):
            pass
        self.server = self.node.start("disk", [sys.executable, SERVER,
            self.node.path("image"), device])
        wait_until(lambda: os.path.getsize(self.node.seen(device)) > 0, 10,
            f"the disk of {self.node.name} is there")

    def path(self, name):
        """Return a path of the disk, as the node sees it."""
        return os.path.join(self.folder, name)

    def stop(self):
        """Let everybody wait who wants something of the disk."""
        self.server.stop()

    def resume(self):
        if self.server.stopped:
            self.server.resume()
