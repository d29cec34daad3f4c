"""wire INTERFACE INTERFACE DUPLICATE_PERCENT DELAY_MS - a bad cable between two interfaces.

Every frame goes on after a time of its own, 0 to DELAY_MS, so that frames overtake each
other; some go on twice.  SIGUSR1 stops the traffic without losing any of it, SIGUSR2
lets all that has waited go on.
"""

import heapq
import os
import random
import select
import signal
import socket
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)))

from instrument import be_prompt

SOL_PACKET, PACKET_VNET_HDR = 263, 15
FRAME_BYTES = 4096


class Wire:
    def __init__(self, interfaces, duplicate, delay_s):
        self.sockets = [self.open(interface) for interface in interfaces]
        self.duplicate, self.delay_s = duplicate, delay_s
        self.dice = random.Random(duplicate)
        self.waiting, self.number, self.held = [], 0, False
        signal.signal(signal.SIGUSR1, lambda *_: self.hold(True))
        signal.signal(signal.SIGUSR2, lambda *_: self.hold(False))

    @staticmethod
    def open(interface):
        raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        # Keeps checksums that are still to be made as they are.
        raw.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        raw.bind((interface, 0x0003))
        raw.setblocking(False)
        return raw

    def hold(self, held):
        self.held = held

    def take(self, source, target):
        """Queue every frame that has come in at source."""
        while True:
            try:
                frame, origin = source.recvfrom(FRAME_BYTES)
            except OSError:
                return
            if origin[2] == socket.PACKET_OUTGOING:
                continue
            for _ in range(2 if self.dice.random() < self.duplicate else 1):
                due = time.monotonic() + self.dice.random() * self.delay_s
                heapq.heappush(self.waiting, (due, self.number, target, frame))
                self.number += 1

    def send_due(self):
        while self.waiting and not self.held and self.waiting[0][0] <= time.monotonic():
            _, _, target, frame = heapq.heappop(self.waiting)
            try:
                target.send(frame)
            except OSError:
                pass

    def run(self):
        one, other = self.sockets
        while True:
            select.select(self.sockets, [], [], 0.001 if self.waiting else 0.05)
            self.take(one, other)
            self.take(other, one)
            self.send_due()


def main():
    be_prompt()
    Wire(sys.argv[1:3], float(sys.argv[3]) / 100, float(sys.argv[4]) / 1000).run()


main()
