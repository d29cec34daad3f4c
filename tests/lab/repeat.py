"""repeat PERIOD_MS FILE - send the frames of a file on eth0, again and again, until killed.

The file is that of Outsider.write_frames(): each frame behind its length in two bytes.  On
each processor a process of its own sends them, before all others: a busy machine must not
leave a round of probes unanswered that this one wants to disturb.
"""

import os
import socket
import struct
import sys
import time

PRIORITY = 20  # of SCHED_FIFO: before fipd and its fence


def read_frames(path):
    with open(path, "rb") as file:
        data = file.read()
    frames, at = [], 0
    while at < len(data):
        length, = struct.unpack_from("!H", data, at)
        frames.append(data[at + 2:at + 2 + length])
        at += 2 + length
    return frames


def send(processor, frames, period_s, parent):
    """Send them on a processor for as long as the parent lives."""
    os.sched_setaffinity(0, {processor})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as raw:
        raw.bind(("eth0", 0))
        begun = False
        while os.getppid() == parent:
            for frame in frames:
                raw.send(frame)
            if not begun:
                print("begun", flush=True)
                begun = True
            time.sleep(period_s)


def main():
    period_s, frames = float(sys.argv[1]) / 1000, read_frames(sys.argv[2])
    first, *others = sorted(os.sched_getaffinity(0))
    own = os.getpid()
    for processor in others:
        if os.fork() == 0:
            send(processor, frames, period_s, own)
            return
    send(first, frames, period_s, os.getppid())


main()
