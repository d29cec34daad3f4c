"""snmptt - SNMPTT, as Debian configures it, below snmptrapd: what its log says."""

import re

from .station import CRITICAL, OK, UNKNOWN, WARNING, Station

DEBIANS = "/etc/snmp/snmptt.ini"  # what is changed of it:
SETTINGS = {"unknown_trap_log_enable": "1", "syslog_enable": "0", "syslog_system_enable": "0"}
TRAPD = """\
authCommunity log,execute public
traphandle default /usr/sbin/snmptt --ini={ini}
"""
LINE = re.compile(r"(\S+) \"fipd \w+\" \S+ - ZBXTRAP (\S+) fipd (RAISE|CLEAR|NOTE) (.*)")


class Told:
    """One line of the log: level, node's address, what, and the words behind."""

    def __init__(self, match):
        self.level, self.address, self.what, rest = match.groups()
        self.words = dict(re.findall(r"(\w+)=(\S*)", rest))
        self.text = rest.partition("text=")[2] or rest


class Snmptt(Station):
    name = "SNMPTT"

    def start(self):
        self.log = self.write("snmptt/snmptt.log", "")
        self.unknown = self.write("snmptt/unknown.log", "")
        ini = self.write("snmptt/snmptt.ini", self.ini())
        conf = self.write("snmptt/snmptrapd.conf", TRAPD.format(ini=ini))
        self.trapd = self.oc.start("snmptrapd", ["snmptrapd", "-f", "-Lo", "-n", "-On", "-C",
            "-c", conf, "-p", "/run/snmptrapd.pid", "udp:192.168.0.10:162"])

    def ini(self):
        """Return Debian's snmptt.ini with the log here, and with the pack."""
        with open(DEBIANS, encoding="utf-8") as file:
            text = file.read()
        for name, value in {**SETTINGS, "log_file": self.log,
                "unknown_trap_log_file": self.unknown}.items():
            text = re.sub(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
        return text.replace("/etc/snmptt/snmptt.conf\n",
            self.pack("snmptt", "snmptt.conf.fipd") + "\n")

    def is_ready(self):
        return ":00A2 " in self.oc.run(["cat", "/proc/net/udp"]).stdout

    def lines(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return [Told(match) for match in map(LINE.search, file) if match]

    def colors(self):
        """An open alarm shows; a stopped snmpd is unknown until it says that it runs."""
        return {node.name: self.color(node) for node in self.lab.nodes}

    def color(self, node):
        open_alarms, silent = {}, False
        for told in self.lines():
            if told.address != node.address:
                continue
            if told.what == "RAISE":
                open_alarms[told.words["alarm"]] = told.words["severity"]
            elif told.what == "CLEAR":
                open_alarms.pop(told.words["alarm"], None)
            elif told.words["kind"] in ("snmpdStopped", "snmpdStarted"):
                silent = told.words["kind"] == "snmpdStopped"
        if silent:
            return UNKNOWN
        if "critical" in open_alarms.values():
            return CRITICAL
        return WARNING if open_alarms else OK

    def raised(self):
        """Return the lines of all alarms so far, as a list of (node, line)."""
        return [(node.name, told) for told in self.lines() for node in self.lab.nodes
            if told.what == "RAISE" and told.address == node.address]

    def unknown_traps(self):
        with open(self.unknown, encoding="utf-8", errors="replace") as file:
            return file.read()
