"""repeat PERIOD_MS FILE - send the frames of a file on eth0, again and again, until killed.

The file is that of Outsider.write_frames(): each frame behind its length in two bytes.
"""

import socket
import struct
import sys
import time


def read_frames(path):
    with open(path, "rb") as file:
        data = file.read()
    frames, at = [], 0
    while at < len(data):
        length, = struct.unpack_from("!H", data, at)
        frames.append(data[at + 2:at + 2 + length])
        at += 2 + length
    return frames


def main():
    period_s, frames = float(sys.argv[1]) / 1000, read_frames(sys.argv[2])
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as raw:
        raw.bind(("eth0", 0))
        begun = False
        while True:
            for frame in frames:
                raw.send(frame)
            if not begun:
                print("begun", flush=True)
                begun = True
            time.sleep(period_s)


main()
