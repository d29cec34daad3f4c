"""proxy - squid on a node's F-IP, and what a client gets through it.

The origin server is the operations center's.  Squid names itself in a header of each
answer, so that the client sees which node has served it.
"""

import os
import re

from .wait import wait_until

SQUID = "/usr/sbin/squid"
PORT = 3128
ORIGIN = "http://192.168.0.10:8000/"
CONF = """\
http_port {address}:{port}
visible_hostname {name}
http_access allow all
cache deny all
shutdown_lifetime 0 seconds
pinger_enable off
access_log none
cache_log /run/squid/cache.log
cache_store_log none
pid_filename /run/squid/squid.pid
coredump_dir /run/squid
"""


def start_origin(center):
    """Start a web server on the operations center."""
    folder = center.path("web")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "index.html"), "w") as page:
        page.write("the origin\n")
    return center.start("origin", ["/usr/bin/python3", "-m", "http.server", "8000",
        "--bind", "192.168.0.10", "--directory", folder])


class Proxy:
    """A squid that has bound an F-IP."""

    def __init__(self, node, address):
        self.node = node
        self.address = address
        self.conf = node.path("squid.conf")
        with open(self.conf, "w") as file:
            file.write(CONF.format(address=address, port=PORT, name=node.name))
        node.run(["install", "-d", "-o", "proxy", "-g", "proxy", "/run/squid"])
        self.process = node.start("squid", [SQUID, "-N", "-n", node.name, "-f", self.conf])
        wait_until(self.listens, 20, f"squid on {node.name} listens on {address}")

    def listens(self):
        if not self.process.alive():
            log = self.node.run(["cat", "/run/squid/cache.log"], check=False).stdout
            raise RuntimeError(f"squid on {self.node.name} ended: {log[-2000:]}")
        done = self.node.run(["ss", "-Hltn", "src", f"{self.address}:{PORT}"])
        return bool(done.stdout.strip())


def fetch(center, address):
    """Return the name of the node whose proxy has served a client, or None."""
    done = center.run(["curl", "-s", "-m", "2", "-o", "/dev/null", "-D", "-", "-x",
        f"http://{address}:{PORT}", ORIGIN], check=False)
    found = re.search(r"^Via: \S+ (\S+)", done.stdout, re.M)
    return found.group(1) if found and " 200 " in done.stdout.splitlines()[0] else None
