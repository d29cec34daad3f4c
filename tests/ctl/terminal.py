"""A program at a terminal of its own, as a person sees it."""

import os
import pty
import select
import time

LIMIT_S = 120


class Terminal:
    """Runs a command at a pseudo-terminal; close() ends it."""

    def __init__(self, command, environment, folder="/"):
        self.text = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(command[0], command, environment)

    def type(self, text):
        os.write(self.fd, text.encode())

    def read(self, seconds):
        """Return whether something came, or the end, within so many seconds."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # the other end is closed: there is no more
            data = b""
        self.text += data.decode(errors="replace")
        return bool(data)

    def wait_for(self, pattern, start=0):
        """Wait until the pattern is seen behind a place of the text; return the match."""
        end = time.monotonic() + LIMIT_S
        while not (found := pattern.search(self.text, start)):
            if time.monotonic() > end:
                raise AssertionError(f"not seen: {pattern.pattern}\n{self.text!r}")
            self.read(1)
        return found

    def finish(self):
        """Read to the end; return the exit code."""
        while self.read(LIMIT_S):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def close(self):
        os.close(self.fd)
        try:
            os.waitpid(self.pid, 0)
        except ChildProcessError:
            pass  # finish() has seen its end
