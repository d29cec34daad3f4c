"""node - a host that runs fipd, and beside it snmpd, fipd-agentx, fipd-web and fipd-exec.

Its files are in the lab's folder: fipd.yaml, key, state/, snmpd.conf and the programs'
logs.  The sockets are in the host's own /run, at the places of an installed fipd.
"""

import datetime
import json
import os
import socket

from .host import Host
from .instrument import PRIORITY
from .syslog import SyslogListener
from .wait import TimedOut, wait_until

CONTROL = "/run/fipd/control.sock"
AGENTX = "/run/agentx/master"
FLOATING = "192.168.0.100"
KEY = "1 " + "5f" * 32 + "\n"
SNMPD_CONF = """\
agentAddress udp:161
master agentx
agentXSocket unix:/run/agentx/master
agentXTimeout 5
agentXRetries 0
sysName {name}
rocommunity public
rwcommunity private {center}
trap2sink {center} public
"""


def yaml_text(settings):
    """Return settings as the text of fipd.yaml; a list becomes a block of items."""
    lines = []
    for name, value in settings.items():
        if isinstance(value, (list, tuple)):
            lines += [f"{name}:"] + [f"  - {item}" for item in value]
        elif value is not None:
            lines.append(f"{name}: {value}")
    return "\n".join(lines) + "\n"


def date_s(event):
    """Return when an event was, by the wall clock."""
    return datetime.datetime.fromisoformat(event["date"]).timestamp()


def ask_at(path, request):
    """Put one request to a control socket; return the answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(path)
        connection.sendall(json.dumps(request).encode() + b"\n")
        return json.loads(connection.makefile().readline())


def moves_of(events):
    """Return the changes of role among events, as (from, to, reason)."""
    return [(event["from"], event["to"], event["reason"])
        for event in events if event["from"] != event["to"]]


class FipdHost(Host):
    """A host whose fipd can be asked at its control socket; address is its real IP."""

    interface = "eth0"  # of the real IP and the F-IPs

    def ask(self, **request):
        """Put one request to fipd's control socket; return the answer."""
        return ask_at(self.seen(CONTROL), request)

    def status(self):
        return self.ask(op="status")["status"]

    def role(self):
        """Return fipd's role as a word, or None while it does not answer."""
        try:
            return self.status()["role"]["role"]
        except (OSError, ValueError):
            return None

    def events(self, after=0):
        """Return the events after an event, oldest first: all there are, page by page."""
        found = []
        while True:
            page = self.ask(op="events", after=after, max=256)["events"]
            found += page
            if len(page) < 256:
                return found
            after = page[-1]["sequence"]

    def newest(self):
        """Return the number of the newest event, 0 if there is none yet."""
        return self.status()["events"]["last_sequence"]

    def settle(self, limit_s=10):
        """Wait until the journal tells how the role came about; return newest()."""
        return wait_until(self._tells_its_role, limit_s, f"{self.name} tells its role")

    def _tells_its_role(self):
        """Return newest() if the newest change of role in this life is that of the status."""
        role, told = self.status()["role"], self.events()
        begun = max((i for i, event in enumerate(told) if event["kind"] == "started"), default=0)
        moves = moves_of(told[begun:])
        if not moves or moves[-1][1:] == (role["role"], role["reason"]):
            return self.newest()
        return None

    def _settled_events(self, after):
        """Return the events after one; a role can be seen before its event is on disk."""
        try:
            self.settle(1)
        except TimedOut:
            pass  # the reason may have changed without the role
        return self.events(after)

    def moves(self, after=0):
        """Return the changes of role after an event, as moves_of() does."""
        return moves_of(self._settled_events(after))

    def kinds(self, after=0):
        """Return the kinds of the events after an event, oldest first."""
        return [event["kind"] for event in self._settled_events(after)]

    def floating(self):
        """Return the kernel's entries of the F-IP, as `ip -json` tells them."""
        done = self.run(["ip", "-json", "address", "show", "dev", self.interface])
        return [entry for entry in json.loads(done.stdout)[0]["addr_info"]
            if entry["local"] == FLOATING]


class Node(FipdHost):
    """One of the two nodes; address and peer are real IPs, programs the build's folder."""

    def __init__(self, name, folder, address, peer, mac, programs, keep=False):
        super().__init__(name, folder, keep)
        self.address = address
        self.peer = peer
        self.mac = mac
        self.programs = programs
        self.fipd = self.agent = self.snmpd = self.web = self.exec = None
        self.syslog = None
        self.settings = {}
        self.center = "192.168.0.10"  # where SNMP comes from and traps go to
        os.makedirs(self.path("state"), mode=0o700)
        self.run(["mkdir", "-p", "/run/fipd", "/run/agentx"])
        self.write_key(KEY)

    # Files

    def configure(self, **settings):
        """Write fipd.yaml: what the lab needs, what is given here over it, None leaves out."""
        self.settings = {
            "node": self.name, "pair": "lab", "redundancy": "on", "role": None,
            "peer": self.peer, "interface": self.interface, "fips": [f"{FLOATING}/24"],
            "key_file": self.path("key"), **settings,
        }
        self.write_yaml(yaml_text(self.settings))

    def write_yaml(self, text):
        with open(self.path("fipd.yaml"), "w") as file:
            file.write(text)

    def write_informs(self, text):
        """Name the receivers of fipd-agentx's own informs; without the file there are none."""
        with open(self.path("informs.conf"), "w") as file:
            file.write(text)

    def write_key(self, text, mode=0o600):
        with open(self.path("key"), "w") as file:
            file.write(text)
        os.chmod(self.path("key"), mode)

    def program(self, name):
        """Return the path of a built program."""
        for place in ("", "subagent", "ctl"):
            path = os.path.join(self.programs, place, name)
            if os.path.isfile(path):
                return path
        raise RuntimeError(f"{name} is not in {self.programs}: build it first")

    # fipd

    def fipd_command(self, *more):
        return [self.program("fipd"), "-c", self.path("fipd.yaml"), "--state",
            self.path("state"), "--control", CONTROL, "--log", "both", "--syslog",
            self.path("log.sock"), *more]

    def start_fipd(self, wrap=(), wait=True):
        """Start fipd with the priority of its unit; wait until it answers at its socket."""
        if self.syslog is None:
            self.syslog = SyslogListener(self.path("log.sock"))
        self.fipd = self.start("fipd", self.fipd_command(),
            wrap=["nice", "-n", str(PRIORITY), *wrap])
        if wait:
            wait_until(self.fipd_answers, 10, f"fipd on {self.name} answers")
        return self.fipd

    def fipd_answers(self):
        if not self.fipd.alive():
            raise RuntimeError(f"fipd on {self.name} ended with "
                f"{self.fipd.popen.returncode}:\n{self.fipd.output()[-3000:]}")
        try:
            return self.ask(op="status")["ok"]
        except (OSError, ValueError):
            return False

    def try_fipd(self, wrap=(), limit_s=60, more=()):
        """Run fipd where it must refuse to start; return its CompletedProcess."""
        return self.run(list(wrap) + self.fipd_command(*more), check=False, limit_s=limit_s)

    def fipctl(self, *words, check=True):
        return self.run([self.program("fipctl"), "--control", CONTROL, *words], check=check)

    # SNMP

    def start_snmpd(self, more=""):
        """Start a stock snmpd with the lab's snmpd.conf; wait for its AgentX socket."""
        with open(self.path("snmpd.conf"), "w") as file:
            file.write(SNMPD_CONF.format(name=self.name, center=self.center) + more)
        self.snmpd = self.start("snmpd", ["snmpd", "-f", "-Lo", "-C", "-c",
            self.path("snmpd.conf"), "-I", "-smux,mteTrigger,mteTriggerConf",
            "-p", "/run/snmpd.pid"], environment={"MIBS": ""})
        wait_until(lambda: self._running(self.snmpd) and os.path.exists(self.seen(AGENTX)),
            10, f"snmpd on {self.name} opens its AgentX socket")
        return self.snmpd

    def start_agent(self, *more):
        """Start fipd-agentx."""
        self.agent = self.start("fipd-agentx", [self.program("fipd-agentx"), "--control",
            CONTROL, "--agentx", AGENTX, "--lock", "/run/fipd/agentx.lock", "--informs",
            self.path("informs.conf"), *more])
        return self.agent

    # The PAC service and the status page

    def start_web(self, limit_s=20, wrap=(), more=()):
        """Start fipd-web; wait until its page is there."""
        self.web = self.start("fipd-web", [self.program("fipd-web"), "--control",
            CONTROL + ".read", *more], wrap=wrap)
        wait_until(lambda: self._running(self.web) and '"stale":false' in
            self.web_answer("/api/v1/status")[1], limit_s, f"fipd-web on {self.name} hears fipd")
        return self.web

    def web_answer(self, path, address="127.0.0.1", port=7900):
        """Return status and body of a page of this node's fipd-web, "000" if there is none."""
        done = self.run(["curl", "-s", "-m", "5", "-w", "\n%{http_code}",
            f"http://{address}:{port}{path}"], check=False)
        body, _, code = done.stdout.rpartition("\n")
        return code, body

    # Checks and hooks

    def write_program(self, name, text, mode=0o755):
        """Write a program where every user of this host finds it; return its path there."""
        path = f"/run/{name}"
        with open(self.seen(path), "w") as file:
            file.write(text)
        os.chmod(self.seen(path), mode)
        return path

    def start_exec(self, limit_s=20, *more):
        """Start fipd-exec; wait until fipd hears of it."""
        self.exec = self.start("fipd-exec", [self.program("fipd-exec"), "--config",
            self.path("fipd.yaml"), "--control", CONTROL, "--place", self.path("place"), *more])
        wait_until(lambda: self._running(self.exec) and self.status()["health"]["known"], limit_s,
            f"fipd on {self.name} hears of fipd-exec")
        return self.exec

    def check(self, name):
        """Return what fipd knows of a check."""
        return next(row for row in self.status()["checks"] if row["name"] == name)

    def _running(self, process):
        if not process.alive():
            raise RuntimeError(f"{process.name} on {self.name} ended:\n{process.output()}")
        return True

    def close(self):
        super().close()
        if self.syslog is not None:
            self.syslog.close()
            self.syslog = None
