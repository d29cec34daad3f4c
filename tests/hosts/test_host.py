"""The hosts around fipd: boots, crashes, cables, addresses, logs, disks."""

import re

from case import PROBE_MS, HostsCase
from lab.wait import wait_until
from rival import ADDRESS as RIVAL, start_rivals

NETWORKD = """\
[Match]
Name=eth0
[Network]
Address={address}/24
Gateway=192.168.0.10
IPv6AcceptRA=no
"""


class PowerTest(HostsCase):
    def test_both_boot_at_the_same_time(self):
        for node in self.lab.nodes:
            node.crash()
        self.lab.boot()
        self.wait_well()
        for node in self.lab.nodes:
            self.assertEqual("", node.systemctl("--failed", "--no-legend").stdout.strip())

    def test_one_boots_alone(self):
        for node in self.lab.nodes:
            node.crash()
        self.n1.power_on()
        self.lab.wait_role(self.n1, "active", 30)
        self.n2.power_on()
        self.wait_well()

    def test_a_poweroff_of_the_active_is_a_planned_leave(self):
        self.forget_restarts()
        self.start_probes()
        self.n1.power_off()
        self.assert_no_probe_lost(200)
        self.assertEqual("active", self.n2.role())
        told = self.n2.events(self.newest["n2"])
        self.n1.power_on()
        self.wait_well()
        self.assertEqual([], [event["kind"] for event in told
            if event["severity"] in ("major", "critical")])

    def test_a_poweroff_is_told_before_the_host_goes(self):
        self.n1.power_off()
        self.assert_trap("fipdStopped", self.n1)
        self.n1.power_on()

    def test_a_boot_without_an_address(self):
        self.forget_restarts()
        before = self.n1.read("/etc/network/interfaces")
        self.addCleanup(self.n1.write, "/etc/network/interfaces", before)
        self.n1.write("/etc/network/interfaces", re.sub(r"(?s)auto eth0.*",
            "auto eth0\niface eth0 inet manual\n", before))
        self.n1.power_off()
        self.n1.power_on()
        self.lab.wait_role(self.n1, "fault", 20)
        self.assertNotIn("0.0.0.0", self.n1.journal("-b", "-u", "fipd-web", "-u", "fipd"))
        self.assertNotIn("another program listens", self.n1.journal("-b", "-u", "fipd-web"))
        self.assertEqual("active", self.n1.show("snmpd", "ActiveState")["ActiveState"])
        self.start_probes()
        self.n1.write("/etc/network/interfaces", before)
        self.n1.shell("ifdown --force eth0; ifup eth0")
        self.wait_well()
        self.assert_no_probe_lost()


class CableTest(HostsCase):
    def test_the_cable_of_the_active_out_and_in(self):
        self.forget_restarts()
        self.start_probes()
        self.addCleanup(self.network.mend, "n1")
        self.network.cut("n1")
        self.lab.wait_role(self.n1, "fault", 5)
        self.lab.wait_role(self.n2, "active", 30)
        self.assert_answered()
        self.start_probes()
        self.network.mend("n1")
        self.wait_well()
        self.assert_no_probe_lost()


class NetworkTest(HostsCase):
    def test_a_restart_of_ifupdown(self):
        """It costs no more than keepalived beside it, on the same interface in the same restart.

        A busy machine may keep the node away for longer than keepalived's wait: then twice that.
        """
        self.forget_restarts()
        rivals = start_rivals(self.n1, self.n2)
        for rival in rivals:
            self.addCleanup(rival.end)
        rivals[1].wait("BACKUP")
        watches = {"the node": self.watch_echo(self.n1.address),
            "keepalived": self.watch_echo(RIVAL)}
        self.start_probes()
        self.n1.systemctl("restart", "networking")
        self.wait_well()
        self.assert_answered()
        rivals[1].wait("MASTER")
        outages = {"fipd": self.outage_ms(),
            **{name: self.outage_of(watch) for name, watch in watches.items()}}
        print("\n| restart of networking, ms without answer: "
            + ", ".join(f"{name} {ms:.0f}" for name, ms in outages.items()) + " |")
        self.assertLessEqual(outages["fipd"],
            max(outages["keepalived"], 2 * outages["the node"]))

    def watch_echo(self, address):
        """Ask for another address as often as for the F-IP, once it answers."""
        watch = self.oc.watch_echo(address, PROBE_MS)
        self.addCleanup(watch.end)
        wait_until(lambda: any(row[2] for row in watch.rows()), 20, f"{address} answers")
        return watch

    def outage_of(self, watch):
        watch.settle()
        return watch.outage_ms(self.since)

    def test_networkd(self):
        self.n1.write("/etc/systemd/network/eth0.network",
            NETWORKD.format(address=self.n1.address))
        self.addCleanup(self.leave_networkd)
        self.n1.shell("systemctl stop networking; systemctl start systemd-networkd")
        self.wait_well()
        self.start_probes()
        self.n1.systemctl("restart", "systemd-networkd")
        self.probes(100)
        self.wait_well()
        self.assert_no_probe_lost()
        self.n1.shell("networkctl reconfigure eth0")
        self.assert_answered()
        self.wait_well()

    def leave_networkd(self):
        self.n1.shell("systemctl stop systemd-networkd.socket systemd-networkd; "
            "rm /etc/systemd/network/eth0.network; ip address flush dev eth0; "
            "systemctl restart networking")


class LogTest(HostsCase):
    def test_restarts_of_what_writes_the_log(self):
        self.start_probes()
        before = self.n1.main_pid()
        self.n1.systemctl("daemon-reexec")
        self.n1.systemctl("restart", "systemd-journald")
        self.n1.systemctl("restart", "rsyslog")
        self.n1.fipctl("maintenance", "off")
        self.n1.fipctl("set", "mute=fipRestored")
        self.n1.fipctl("set", "mute=")
        self.wait_journal(self.n1, "mute", "-u", "fipd")
        self.probes(100)
        self.assertEqual(before, self.n1.main_pid())
        self.assert_no_probe_lost()
        self.assert_no_role_change()

    def test_no_journald_for_a_while(self):
        sockets = [f"systemd-journald{end}" for end in (".socket", "-dev-log.socket",
            "-audit.socket", ".service")]
        self.start_probes()
        self.n1.systemctl("stop", *sockets, check=False)
        self.addCleanup(self.n1.systemctl, "start", *sockets[:2], "systemd-journald.service",
            check=False)
        self.probes(300)
        self.n1.systemctl("start", *sockets[:2], "systemd-journald.service")
        self.assert_no_probe_lost()
        self.assert_no_role_change()


class DiskTest(HostsCase):
    def test_a_full_state_folder(self):
        self.n1.shell("mkdir -p /run/state && cp -a /var/lib/fipd/. /run/state")
        self.n1.shell("systemctl stop fipd && mount -t tmpfs -o size=1m,mode=750 tmpfs "
            "/var/lib/fipd && chown fipd:fipd /var/lib/fipd && cp -a /run/state/. /var/lib/fipd; "
            "dd if=/dev/zero of=/var/lib/fipd/full bs=4k 2>/dev/null; systemctl start fipd")
        self.addCleanup(self.n1.shell, "fipctl restart-plan; systemctl stop fipd; "
            "umount -l /var/lib/fipd; systemctl start fipd")
        self.lab.wait_roles("active", "standby", 30)
        self.start_probes()
        self.restart_as_announced(self.n1)
        self.wait_journal(self.n1, r"FIP-(303|330)", "-u", "fipd")
        refused = self.set_object(self.n1, "fipdMonitorCount.0", "u", "6")
        self.assertNotEqual(0, refused.returncode)
        self.n1.shell("rm /var/lib/fipd/full")
        wait_until(lambda: self.set_object(self.n1, "fipdMonitorCount.0", "u", "5").returncode == 0,
            30, "a SET is kept again", 0.5)
        self.assert_no_probe_lost()


class SeveralPairsTest(HostsCase):
    def test_a_second_pair_beside(self):
        for node in self.lab.nodes:
            text = node.read("/etc/fipd/fipd.yaml")
            role = "standby" if node is self.n1 else "active"
            other = re.sub(r"(?m)^role:.*", f"role: {role}", text)
            other = re.sub(r"(?m)^\s*- 192.*", "  - 192.168.0.101/24", other)
            node.shell("rm -f /etc/fipd/fipd@lan")
            node.write("/etc/fipd/lan.yaml", other + "port: 7901\nstatus_port: 7901\npair: lan\n")
            node.systemctl("enable", "--now", "fipd@lan", "fipd-web@lan")
            self.addCleanup(node.systemctl, "disable", "--now", "fipd@lan", "fipd-web@lan")
        wait_until(lambda: all(node.fipctl("--control", "/run/fipd-lan/control.sock", "check",
            check=False).returncode == 0 for node in self.lab.nodes), 40, "pair lan is well", 0.2)
        self.assertEqual(0, self.oc.run(["ping", "-c", "1", "-W", "5", "192.168.0.101"],
            check=False).returncode)
        self.wait_well()


class WebTest(HostsCase):
    def test_script_page_and_active(self):
        self.lab.nodes[1].fipctl("check")
        for node, code in ((self.n1, "200"), (self.n2, "503")):
            self.assertEqual(code, self.fetch(f"http://{node.address}:7900/active"))
            self.assertEqual("200", self.fetch(f"http://{node.address}:7900/"))
        for node in self.lab.nodes:
            self.addCleanup(node.fipctl, "reload")  # once the file is what it was
            self.edit(node, "/etc/fipd/fipd.yaml", lambda text: text + "pac: on\n")
            node.fipctl("reload")
        wait_until(lambda: self.fetch("http://192.168.0.100/wpad.dat") == "200", 10,
            "the script is served on the F-IP", 0.2)

    def fetch(self, address):
        return self.oc.run(["curl", "-s", "-o", "/dev/null", "-m", "5", "-w", "%{http_code}",
            address], check=False).stdout
