"""rival - Debian's keepalived beside fipd: on the same hosts and interface, with an address of its own.

It is the keepalived of the test's own host, in the network of a machine that has booted, and is
configured as it comes: an advertisement a second, priority 100.
"""

import re
import subprocess

from lab.host import SUICIDE
from lab.wait import wait_until

ADDRESS = "192.168.0.200"
# What is not here is keepalived's default.
CONF = """\
global_defs {{
    router_id {name}
}}
vrrp_instance beside {{
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority {priority}
    advert_int 1
    nopreempt
    unicast_src_ip {address}
    unicast_peer {{
        {peer}
    }}
    virtual_ipaddress {{
        {fip}/24
    }}
}}
"""


class Rival:
    """keepalived in the network of one machine, from start to end()."""

    def __init__(self, machine, peer, priority):
        self.path = machine.path
        self._log = self.path("keepalived.log")
        with open(self.path("keepalived.conf"), "w") as conf:
            conf.write(CONF.format(name=machine.name, priority=priority,
                address=machine.address, peer=peer.address, fip=ADDRESS))
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen([*SUICIDE, "nsenter", "-t", str(machine.leader),
                "--net", "--", "keepalived", "--dont-fork", "--log-console", "--no-syslog",
                "--vrrp", "-f", self.path("keepalived.conf"), "-p", self.path("keepalived.pid"),
                "-r", self.path("vrrp.pid")], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def log(self):
        with open(self._log, errors="replace") as log:
            return log.read()

    def state(self):
        """Return the state that it entered last, or None."""
        return (re.findall(r"Entering (MASTER|BACKUP|FAULT) STATE", self.log()) or [None])[-1]

    def wait(self, state, limit_s=30):
        wait_until(lambda: self.state() == state, limit_s,
            lambda: f"keepalived is {state}; it said:\n{self.log()[-1000:]}", 0.05)

    def end(self):
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def start_rivals(n1, n2):
    """Start keepalived on both machines, n1 its master; return both."""
    first = Rival(n1, n2, 101)
    try:
        first.wait("MASTER")
        second = Rival(n2, n1, 100)
    except BaseException:
        first.end()
        raise
    return first, second
