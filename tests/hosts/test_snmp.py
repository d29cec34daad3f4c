"""SNMP on a stock host: snmpd's restarts, stops and troubles, and what doctor says of them."""

import os
import re
import signal

from case import HostsCase
from lab.wait import wait_until


FROZEN = 600  # probes, while snmpd stands still


class SnmpdTest(HostsCase):
    def answers(self, node=None):
        try:
            return self.poll(node or self.n1, "fipdRole.0") != []
        except RuntimeError:
            return False

    def wait_answers(self, limit_s=20):
        wait_until(self.answers, limit_s, "FIPD-MIB answers", 0.2)

    def test_a_restart_of_snmpd(self):
        self.start_probes()
        self.n1.systemctl("restart", "snmpd")
        self.wait_answers()
        self.assert_no_probe_lost()
        self.assert_no_role_change()

    def test_an_snmpd_that_is_never_ready_keeps_no_fipd_from_its_start(self):
        """Started by one systemctl, as at a boot."""
        units = ("snmpd", "fipd-agentx", "fipd")
        override = "/run/systemd/system/snmpd.service.d/never.conf"
        self.addCleanup(self.n2.systemctl, "start", *units)
        self.addCleanup(self.n2.shell, f"rm {override}; systemctl daemon-reload; "
            "systemctl stop snmpd")
        self.n2.systemctl("stop", *units)
        self.n2.shell(f"mkdir -p {os.path.dirname(override)}; printf '[Service]\\nExecStart=\\n"
            f"ExecStart=/bin/sleep infinity\\nTimeoutStartSec=infinity\\n' >{override}; "
            "systemctl daemon-reload")
        self.n2.systemctl("start", "--no-block", *units)
        self.lab.wait_role(self.n2, "standby", 30)
        self.assertEqual("activating", self.n2.systemctl("is-active", "snmpd",
            check=False).stdout.strip())

    def test_a_frozen_snmpd_delays_nothing(self):
        frozen = self.n1.main_pid("snmpd")
        self.start_probes()
        os.kill(frozen, signal.SIGSTOP)
        self.addCleanup(os.kill, frozen, signal.SIGCONT)
        self.n1.fipctl("set", "mute=fipRestored")
        self.probes(FROZEN)
        self.n1.fipctl("set", "mute=")
        self.assert_no_probe_lost()
        self.assert_no_role_change()
        os.kill(frozen, signal.SIGCONT)
        self.wait_answers()
        wait_until(lambda: [trap.name for trap in self.heard_of(self.n1)]
            == ["fipdConfigChanged"] * 2, 20, "both changes are notified of")

    def test_events_while_snmpd_is_stopped_come_in_order_and_once(self):
        self.n2.systemctl("stop", "snmpd")
        self.addCleanup(self.n2.systemctl, "start", "snmpd")
        self.n1.fipctl("maintenance", "on")
        self.lab.wait_role(self.n2, "active", 20)
        self.n1.fipctl("maintenance", "off")
        self.wait_well()
        self.n2.systemctl("start", "snmpd")
        self.assert_trap("fipdFailback", self.n2)
        for node in self.lab.nodes:
            numbers = [int(trap.values["fipdEventSequence"]) for trap in self.heard_of(node)]
            self.assertEqual(sorted(set(numbers)), numbers, node.name)

    def heard_of(self, node):
        """Return the notifications of a node since setUp."""
        return [trap for trap in self.lab.notifications()[self.heard:]
            if trap.source == node.address]

    def test_a_stock_snmpd_lets_the_subagent_in(self):
        # Debian's snmpd ran before, with folders that only root may enter.
        self.assertEqual("700", self.n1.shell("stat -c %a /var/agentx").stdout.strip())
        since = self.n1.shell("date +%s.%N").stdout.strip()
        self.n1.systemctl("restart", "fipd-agentx")
        self.wait_answers()
        told = self.n1.journal("-u", "fipd-agentx", f"--since=@{since}")
        self.assertNotIn("no permission", told)

    def test_a_subagent_without_snmpd_says_so_once(self):
        self.n1.systemctl("stop", "snmpd", "fipd-agentx")
        self.addCleanup(self.n1.systemctl, "start", "snmpd", "fipd-agentx")
        since = self.n1.shell("date +%s.%N").stdout.strip()
        self.n1.systemctl("start", "fipd-agentx")
        line = self.wait_journal(self.n1, "snmpd", "-u", "fipd-agentx", f"--since=@{since}")
        self.pass_time(3)
        self.n1.systemctl("start", "snmpd")
        self.wait_answers()
        told = self.n1.journal("-u", "fipd-agentx", "-p", "warning", f"--since=@{since}")
        self.assertLessEqual(len(told.splitlines()), 1, f"{line}\n{told}")

    def test_the_reader_cannot_set(self):
        done = self.set_object(self.n1, "fipdMonitorCount.0", "u", "6", user=self.lab.reader)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("5", self.poll(self.n1, "fipdMonitorCount.0")[0])


class DropInTest(HostsCase):
    def test_the_drop_in_is_where_snmpd_reads_it_and_not_for_everybody(self):
        for node in self.lab.nodes:
            told = node.shell("stat -c '%a %U %G' /etc/snmp/snmpd.conf "
                "/etc/snmp/snmpd.conf.d/fipd.conf").stdout.splitlines()
            self.assertEqual(told[0], told[1])
            self.assertNotRegex(node.read("/etc/snmp/snmpd.conf.d/fipd.conf"),
                r"(?m)^[^#]*\b(createUser|-A|-X)\b")


class DoctorTest(HostsCase):
    """`fipctl doctor` names the file and the line to change."""

    def doctor(self):
        return self.n1.fipctl("doctor", check=False).stdout

    def restart_snmpd(self):
        self.n1.systemctl("restart", "snmpd")

    def test_snmpd_listens_on_loopback_only(self):
        self.addCleanup(self.restart_snmpd)
        for path in ("/etc/snmp/snmpd.conf", "/etc/snmp/snmpd.conf.d/fipd.conf"):
            self.edit(self.n1, path, lambda text: without(text, "agentaddress"))
        self.edit(self.n1, "/etc/snmp/snmpd.conf",
            lambda text: text + "agentaddress 127.0.0.1,[::1]\n")
        self.restart_snmpd()
        told = self.doctor()
        self.assertRegex(told, r"loopback")
        self.assertIn("/etc/snmp/snmpd.conf", told)

    def test_a_folder_that_lets_nobody_in_is_told_from_a_socket(self):
        self.addCleanup(self.n1.shell, "chmod 755 /run/agentx; systemctl restart fipd-agentx")
        self.n1.shell("chmod 700 /run/agentx && systemctl restart fipd-agentx")
        wait_until(lambda: re.search("fault.*folder.*/run/agentx", self.doctor()), 20,
            self.doctor, 0.5)
        self.n1.shell("chmod 755 /run/agentx && chmod 600 /run/agentx/master && "
            "systemctl restart fipd-agentx")
        self.addCleanup(self.restart_snmpd)
        wait_until(lambda: re.search("fault.*/run/agentx/master", self.doctor()), 20,
            self.doctor, 0.5)


def without(text, word):
    """Return a configuration without the lines that begin with a word, in any case."""
    return "".join(line for line in text.splitlines(True)
        if not line.lower().startswith(word))
