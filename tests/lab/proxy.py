"""proxy - squid on an address of a node, and what a client gets through it.

The origin server is the operations center's.  Squid names itself in a header of each
request and answer, so that the client sees which node has served it; the page of the
origin shows it too.  What else a browser asks for, its start page, is refused at once.
"""

import os
import re

from .bound import wait_bound
from .wait import wait_until

SQUID = "/usr/sbin/squid"
PORT = 3128
ORIGIN = "http://192.168.0.10:8000/"
CONF = """\
{ports}
visible_hostname {name}
acl origin url_regex ^http://192\\.168\\.0\\.10[:/]
http_access allow origin
client_persistent_connections off
cache deny all
shutdown_lifetime 0 seconds
pinger_enable off
access_log stdio:/run/squid/access.log
cache_log /run/squid/cache.log
cache_store_log none
pid_filename /run/squid/squid.pid
coredump_dir /run/squid
"""


def start_origin(center):
    """Start a web server on the operations center; its page is the Via of the request."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "origin.py")
    origin = center.start("origin", ["/usr/bin/python3", script, "192.168.0.10", "8000"])
    wait_bound(center, origin, "192.168.0.10", 8000)
    return origin


def via(text):
    """Return the name of the node in a Via header, or None."""
    found = re.search(r"\b1\.1 (\S+) \(squid", text)
    return found.group(1) if found else None


class Proxy:
    """A squid that has bound some addresses, by default the node's real IP; ports are the
    lines of squid.conf that say so, if the caller has them."""

    def __init__(self, node, *addresses, ports=None):
        self.node = node
        self.ports = ports or "\n".join(
            f"http_port {address}:{PORT}" for address in addresses or (node.address,))
        self.conf = node.path("squid.conf")
        with open(self.conf, "w") as file:
            file.write(CONF.format(name=node.name, ports=self.ports))
        node.run(["install", "-d", "-o", "proxy", "-g", "proxy", "/run/squid"])
        self.process = node.start("squid", [SQUID, "-N", "-n", node.name, "-f", self.conf])
        wait_until(self.listens, 20, f"squid on {node.name} listens")

    def listens(self):
        if not self.process.alive():
            log = self.node.run(["cat", "/run/squid/cache.log"], check=False).stdout
            raise RuntimeError(f"squid on {self.node.name} ended: {log[-2000:]}")
        done = self.node.run(["ss", "-Hltn"])
        return all(f" {line.split()[1]} " in done.stdout for line in self.ports.splitlines())


def fetch(center, address, port=PORT):
    """Return the name of the node whose proxy has served a client, or None."""
    done = center.run(["curl", "-s", "-m", "10", "-o", "/dev/null", "-D", "-", "-x",
        f"http://{address}:{port}", ORIGIN], check=False)
    return via(done.stdout) if " 200 " in done.stdout.partition("\n")[0] else None
