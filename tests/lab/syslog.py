"""syslog - a listener in place of /dev/log: keeps every line a program sends."""

import os
import re
import socket
import threading


class SyslogListener:
    """Receives datagrams at path; lines() are their texts without the priority."""

    def __init__(self, path):
        self.path = path
        self._lines = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(path)
        self._thread = threading.Thread(target=self._receive, daemon=True)
        self._thread.start()

    def _receive(self):
        while True:
            data = self._socket.recv(4096)
            if not data:
                return
            self._lines.append(data.decode(errors="replace").rstrip("\n\0"))

    def lines(self):
        """Return the datagrams so far, each as it came: '<PRI>date tag: text'."""
        return list(self._lines)

    def messages(self, tag):
        """Return the texts of the datagrams that have just this tag, as RFC 3164 has it."""
        head = re.compile(r"<\d+>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d " + re.escape(tag) + ": ")
        return [line[found.end():] for line in self.lines() if (found := head.match(line))]

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.path)
        self._thread.join(5)
        self._socket.close()
        os.unlink(self.path)
