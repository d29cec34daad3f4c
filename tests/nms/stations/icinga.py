"""icinga - Icinga 2 with the services of its pack, by check_snmp and by NRPE."""

import re

from .station import CRITICAL, OK, POLL_S, UNKNOWN, WARNING, Station

MAIN = """\
include "/etc/icinga2/constants.conf"
include <itl>
include <plugins>
library "checker"
object CheckerComponent "checker" {{ }}
object StatusDataWriter "status" {{
	update_interval = 1s
	status_path = "{folder}/status.dat"
	objects_path = "{folder}/objects.cache"
}}
template Host "node" {{
	check_command = "dummy"
	vars.fipd = true
	vars.fipd_nrpe = true
	vars.fipd_interval = {poll}s
}}
object Host "n1" {{ import "node"
	address = "192.168.0.1" }}
object Host "n2" {{ import "node"
	address = "192.168.0.2" }}
include "{pack}"
"""
NRPE = """\
server_port=5666
nrpe_user=nagios
nrpe_group=nagios
allowed_hosts=192.168.0.10
dont_blame_nrpe=0
command_timeout=10
pid_file=/run/nrpe.pid
include={pack}
"""
WRITTEN = ("/var/lib/icinga2", "/var/cache/icinga2", "/var/log/icinga2", "/run/icinga2")
STATES = (OK, WARNING, CRITICAL, UNKNOWN)


class Icinga(Station):
    """One of the two services, of check_snmp or of NRPE; the first starts Icinga."""

    def __init__(self, lab, packs, service):
        super().__init__(lab, packs)
        self.service = service
        self.name = {"fipd": "Icinga, check_snmp", "fipctl check": "Icinga, NRPE"}[service]

    def start(self):
        if self.service != "fipd":
            return
        for folder in WRITTEN:
            self.oc.run(["mkdir", "-p", folder])
            self.oc.run(["mount", "-t", "tmpfs", "-o", "mode=777", "tmpfs", folder])
        folder = "/run/icinga2"
        main = self.write("icinga/icinga2.conf", MAIN.format(poll=POLL_S, folder=folder,
            pack=self.pack("icinga", "fipd.conf")))
        self.oc.start("icinga2", ["icinga2", "daemon", "-c", main],
            environment={"ICINGA2_USER": "root", "ICINGA2_GROUP": "root"})

    def admit(self, node):
        """Put nagios into the group fipd-read of a node, as the pack's page says."""
        with open("/etc/group") as file:
            text = file.read()
        path = node.path("group")
        with open(path, "w") as file:
            file.write("".join(line + "\n" for line in text.splitlines()
                if not line.startswith("fipd")) + "fipd:x:7900:\nfipd-read:x:7901:nagios\n")
        node.run(["mount", "--bind", path, "/etc/group"])

    def start_nrpe(self, node):
        """Start NRPE on a node, with fipctl where the pack expects it."""
        node.run(["cp", node.program("fipctl"), "/run/fipctl"])  # where nagios may read it
        with open(self.pack("icinga", "fipd_nrpe.cfg")) as file:
            pack = file.read().replace("/usr/bin/fipctl", "/run/fipctl")
        path = node.path("fipd_nrpe.cfg")
        with open(path, "w") as file:
            file.write(pack)
        main = node.path("nrpe.cfg")
        with open(main, "w") as file:
            file.write(NRPE.format(pack=path))
        return node.start("nrpe", ["nrpe", "-c", main, "-f"])

    def services(self):
        """Return {host: (state, checked, output)} of this service."""
        path = self.oc.seen("/run/icinga2/status.dat")
        found = {}
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            return found
        for block in re.findall(r"servicestatus \{(.*?)\n\s*\}", text, re.DOTALL):
            values = dict(re.findall(r"^\s*(\w+)=(.*)$", block, re.MULTILINE))
            if values["service_description"] == self.service:
                found[values["host_name"]] = (values, block)
        return found

    def is_ready(self):
        return len(self.services()) == 2

    def colors(self):
        colors = {}
        for host, (values, _) in self.services().items():
            hard = values["has_been_checked"] == "1" and values["state_type"] == "1"
            state = values["current_state" if hard else "last_hard_state"]
            colors[host] = STATES[int(state)] if values["has_been_checked"] == "1" else "none"
        return colors
