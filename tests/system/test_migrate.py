"""The change-over from the real keepalived to fipd, and back, step by step as docs/migrate.md says."""

import os
import shutil
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import CONTROL, FLOATING
from lab.wait import wait_until

LIMIT_S = 60
# As a pair of hosts has it today; the two files differ as those of such a pair do.
KEEPALIVED_CONF = """\
global_defs {{
    script_user nobody
    enable_script_security
}}
vrrp_script service {{
    script "/run/service 'is it' \\"there?\\""
    interval 1
    timeout 5
    weight -60
    rise 1
    fall 2
}}
vrrp_instance WEB {{
    state {state}
    interface eth0
    virtual_router_id 51
    priority {priority}
    advert_int 1
    unicast_src_ip {address}
    unicast_peer {{
        {peer}
    }}
    virtual_ipaddress {{
        {fip}/24
    }}
    track_script {{
        service
    }}
    notify_master "/run/note 'now active' on \\"{name} *\\""
    notify "/run/note any"
}}
"""
# It works while its file is there, and its arguments are as they are written.
SERVICE = """\
#!/bin/sh
[ "$#,$1,$2" = "2,is it,there?" ] && [ -e /run/works ]
"""
# One line a run: each argument behind a bar.
NOTE = """\
#!/bin/sh
printf '|%s' "$@" >>/run/notes/log
echo >>/run/notes/log
"""
NODES = {"n1": ("MASTER", 150), "n2": ("BACKUP", 100)}
# What the scripts of n2 are told when the F-IPs move there.
NOTES = ["|now active|on|n2 *", "|any|INSTANCE|WEB|MASTER|100"]


class ChangeOverTest(LabCase):
    """Each node has an /etc of its own, so that the page's own paths are used."""

    def setUp(self):
        super().setUp()
        self.keepalived = {}
        for node in self.lab.nodes:
            self.furnish(node)
        self.start_keepalived()
        self.watch = self.oc.watch_arp()
        wait_until(lambda: self.watch.first(self.n1.mac, 0), LIMIT_S, "n1 answers for the F-IP")

    def furnish(self, node):
        node.run(["sh", "-ec", "cp -a /etc /run/etc; rm -rf /run/etc/fipd;"
            " mkdir -p /run/etc/fipd /run/etc/keepalived; mount --bind /run/etc /etc"])
        state, priority = NODES[node.name]
        with open(node.seen("/etc/keepalived/keepalived.conf"), "w") as file:
            file.write(KEEPALIVED_CONF.format(state=state, priority=priority, name=node.name,
                address=node.address, peer=node.peer, fip=FLOATING))
        node.run(["install", "-d", "-m", "777", "/run/notes"])
        node.run(["touch", "/run/works"])
        node.write_program("service", SERVICE)
        node.write_program("note", NOTE)
        os.symlink("/etc/fipd/fipd.yaml", node.path("fipd.yaml"))

    def start_keepalived(self):
        for node in self.lab.nodes:
            self.keepalived[node.name] = node.start("keepalived", ["keepalived", "--dont-fork",
                "--log-console", "--no-syslog", "--vrrp", "-f",
                "/etc/keepalived/keepalived.conf", "-p", "/run/keepalived.pid",
                "-r", "/run/vrrp.pid"])
        wait_until(self.n1.floating, LIMIT_S, "keepalived sets the F-IP on n1")

    def stop_keepalived(self, node):
        self.keepalived[node.name].terminate()
        self.assertEqual([], node.floating(), node.name)

    def migrate(self, node):
        """Step 1 on a node: its own file becomes its fipd.yaml, and nothing is left to do."""
        done = node.run(["sh", "-c", f"{node.program('fipctl')} migrate"
            " /etc/keepalived/keepalived.conf >/etc/fipd/fipd.yaml"], check=False)
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    def read_settings(self, node):
        with open(node.seen("/etc/fipd/fipd.yaml")) as file:
            lines = [line.rstrip() for line in file if line.strip() and line[0] not in "# "]
        return dict(line.split(": ", 1) for line in lines if ": " in line)

    def check(self, node):
        """fipd --check has nothing to say against the file."""
        done = node.run([node.program("fipd"), "--check", "/etc/fipd/fipd.yaml"], check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def fail_the_service(self):
        """The service of n1 fails, the F-IPs move to n2; return what its scripts were told."""
        self.n2.run(["rm", "-f", "/run/notes/log"])
        self.n1.run(["rm", "/run/works"])
        wait_until(self.n2.floating, LIMIT_S, "the F-IP moves to n2")
        wait_until(lambda: len(self.notes()) > 1, LIMIT_S, "n2 has run its scripts")
        notes = self.notes()
        self.n1.run(["touch", "/run/works"])
        wait_until(lambda: self.n1.floating() and not self.n2.floating(), LIMIT_S,
            "the F-IP moves back to n1")
        return notes

    def notes(self):
        """Return what the scripts of n2 were told, but for what its former role may tell late."""
        done = self.n2.run(["cat", "/run/notes/log"], check=False)
        return [line for line in done.stdout.splitlines() if "BACKUP" not in line]

    def is_ok(self, node):
        done = node.run([node.program("fipctl"), "--control", CONTROL, "check"], check=False)
        return done.returncode == 0 and "OK" in done.stdout

    def test_the_steps_of_the_page_and_the_way_back(self):
        # keepalived runs both at once.
        self.assertEqual(sorted(NOTES), sorted(self.fail_the_service()))
        # Where keepalived moves them, both can have them for a moment.
        since = time.monotonic()
        for node in self.lab.nodes:
            self.migrate(node)
        files = [self.read_settings(node) for node in self.lab.nodes]
        differ = {name for name in files[0] if files[0][name] != files[1].get(name)}
        self.assertEqual({"role", "peer", "address"}, differ)
        self.assertEqual(set(files[0]), set(files[1]))

        os.unlink(self.n1.path("key"))
        self.n1.run([self.n1.program("fipctl"), "keygen", "/etc/fipd/key"])
        shutil.copy(self.n1.seen("/etc/fipd/key"), self.n2.seen("/etc/fipd/key"))
        for node in self.lab.nodes:
            self.check(node)
        self.assertTrue(self.n1.floating())  # nothing has moved so far
        self.assertEqual([], self.n2.floating())

        for node in reversed(self.lab.nodes):
            self.stop_keepalived(node)
        for node in self.lab.nodes:
            node.start_fipd()
            node.start_exec()
        self.lab.wait_roles("active", "standby", LIMIT_S)
        for node in self.lab.nodes:
            wait_until(lambda: self.is_ok(node), LIMIT_S, f"fipctl check on {node.name}: OK")
        self.assertTrue(self.n1.floating())
        self.assertEqual(NOTES, self.fail_the_service())

        for node in reversed(self.lab.nodes):
            node.exec.terminate()
            self.assertEqual(0, node.fipd.terminate(), node.fipd.output()[-3000:])
            self.assertEqual([], node.floating(), node.name)
        self.start_keepalived()
        self.assert_one_holder(self.watch, since)


if __name__ == "__main__":
    unittest.main()
