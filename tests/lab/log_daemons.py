"""log_daemons - a real rsyslogd or journald of a node, in place of /dev/log.

Either is put into node.syslog before fipd starts.  Both run in the node's namespaces, with
a configuration and sockets of their own: nothing of this machine's log is touched.
"""

import json
import os

from .wait import wait_until

# What a site's rules look at, each with the file of its own that it fills.
RULES = {
    "program": "if $programname == 'logger' then",
    "contains": ":msg, contains, \"CStrap({number})\"",
    "raw": ":rawmsg, contains, \"logger: CStrap({number}) : Standby System(\"",
}
RSYSLOG_CONF = """\
module(load="builtin:omfile" template="RSYSLOG_TraditionalFileFormat")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{socket}")
template(name="parts" type="string" string="%programname%|%syslogtag%|%msg%\\n")
*.* action(type="omfile" file="{folder}/all")
*.* action(type="omfile" file="{folder}/parts" template="parts")
{rules}
"""
JOURNALD_CONF = "[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=no\nForwardToSyslog=no\n"


class Rsyslog:
    """An rsyslogd with a rule of each kind for each of the two numbers."""

    def __init__(self, node):
        self.node = node
        self.folder = node.path("rsyslog")
        os.makedirs(self.folder)
        rules = "\n".join(f'{rule.format(number=number)} '
            f'action(type="omfile" file="{self.folder}/{name}-{number}")'
            for name, rule in RULES.items() for number in (5, 6))
        with open(os.path.join(self.folder, "conf"), "w") as file:
            file.write(RSYSLOG_CONF.format(socket=node.path("log.sock"), folder=self.folder,
                rules=rules))
        node.start("rsyslogd", ["rsyslogd", "-n", "-f", os.path.join(self.folder, "conf"),
            "-i", "/run/rsyslogd.pid"])
        wait_until(lambda: os.path.exists(node.path("log.sock")), 10, "rsyslogd listens")

    def lines(self, name):
        """Return the lines of a file that rsyslogd has written so far."""
        try:
            with open(os.path.join(self.folder, name)) as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def grep(self, pattern):
        """Return what grep finds in the file with all lines."""
        return self.node.run(["grep", "-F", pattern, os.path.join(self.folder, "all")],
            check=False).stdout.splitlines()

    def close(self):
        """It ends with its node."""


class Journald:
    """A systemd-journald that keeps its journal in the node's own /run."""

    def __init__(self, node):
        self.node = node
        node.run(["mkdir", "-p", "/run/systemd/journal", "/run/systemd/journald.conf.d"])
        with open(node.seen("/run/systemd/journald.conf.d/lab.conf"), "w") as file:
            file.write(JOURNALD_CONF)
        # It asks which cgroup a sender is in, and the node's own /sys has none mounted.
        node.run(["mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup"])
        node.start("journald", ["/lib/systemd/systemd-journald"])
        wait_until(lambda: os.path.exists(node.seen("/run/systemd/journal/dev-log")), 10,
            "journald listens")
        os.symlink("/run/systemd/journal/dev-log", node.path("log.sock"))

    def messages(self, identifier):
        """Return the texts of the entries with this SYSLOG_IDENTIFIER."""
        done = self.node.run(["journalctl", "-D", "/run/log/journal", "-q", "-o", "json",
            f"SYSLOG_IDENTIFIER={identifier}"], check=False)
        return [json.loads(line)["MESSAGE"] for line in done.stdout.splitlines()]

    def close(self):
        """It ends with its node."""
