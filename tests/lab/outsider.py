"""outsider - a third host on the segment: owns what is not its own, sends what it likes."""

import os
import struct

from .frames import gratuitous_arp, udp_frame
from .host import Host
from .node import FLOATING


class Outsider(Host):
    """A host that is no node of the pair."""

    address = "192.168.0.66"
    mac = "02:00:00:00:00:66"

    def __init__(self, name, folder, programs, keep=False):
        super().__init__(name, folder, keep)
        self.flood = os.path.join(programs, "tests", "system", "flood")

    # An address conflict

    def own_fip(self):
        """Answer for the F-IP from now on."""
        self.run(["ip", "address", "add", f"{FLOATING}/32", "dev", "eth0"])

    def disown_fip(self):
        self.run(["ip", "address", "del", f"{FLOATING}/32", "dev", "eth0"])

    def claim_fip(self):
        """Tell the segment once that the F-IP is its own."""
        self.send([gratuitous_arp(self.mac, FLOATING)], 0)

    # Frames

    def send(self, frames, seconds=0):
        """Send frames, each once or, as fast as can be, over and over; return how many."""
        done = self.run(self._flood_command(frames, seconds), limit_s=seconds + 60)
        return int(done.stdout)

    def start_sending(self, frames, seconds):
        """Send frames over and over for so long, meanwhile; return the Process."""
        return self.start("flood", self._flood_command(frames, seconds))

    def repeat(self, frames, period_ms):
        """Send frames once in a period until the Process that is returned is killed."""
        here = os.path.dirname(os.path.abspath(__file__))
        return self.start("repeat", ["/usr/bin/python3", "-I", os.path.join(here, "repeat.py"),
            str(period_ms), self.write_frames(frames)])

    def write_frames(self, frames):
        """Write frames to a file of this host, each behind its length; return its path."""
        path = self.path(f"frames-{len(os.listdir(self.folder))}")
        with open(path, "wb") as file:
            for frame in frames:
                file.write(struct.pack("!H", len(frame)) + frame)
        return path

    def _flood_command(self, frames, seconds):
        return [self.flood, "eth0", self.write_frames(frames), str(seconds)]

    def datagram(self, node, data, hop_limit=255):
        """Return the frame of a datagram to a node that seems to come from its peer."""
        return udp_frame((self.mac, node.mac), (node.peer, node.address), data,
            hop_limit=hop_limit)
