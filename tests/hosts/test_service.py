"""The daemon as systemd's service: started, stopped, killed, frozen, watched over."""

import signal
import time

from case import HostsCase
from lab.wait import wait_until

STOPPED = 600  # probes, while the active's fipd stands still


class RestartTest(HostsCase):
    def test_a_restart_moves_the_fip_and_brings_it_home_without_loss(self):
        self.forget_restarts()
        self.start_probes()
        self.n1.systemctl("restart", "fipd")
        self.wait_well()
        self.assert_no_probe_lost()

    def test_an_announced_restart_moves_nothing(self):
        self.start_probes()
        self.restart_as_announced(self.n1)
        self.wait_well()
        self.assert_no_probe_lost()
        self.assert_no_role_change()

    def test_announced_restarts_count_for_no_damping(self):
        self.forget_restarts()
        for _ in range(3):
            self.restart_as_announced(self.n1)
            self.wait_well()
        self.mark()
        self.n1.systemctl("restart", "fipd")
        self.wait_well()
        self.assertEqual([], self.refusals(self.n2))

    def test_a_failback_that_damping_refuses_is_no_action_of_the_operator(self):
        self.forget_restarts()
        for _ in range(4):
            self.kill_fipd(self.n1, signal.SIGKILL)
            self.wait_well()
        self.mark()
        self.n1.systemctl("restart", "fipd")
        refusal = wait_until(lambda: self.refusals(self.n2), 30, "n2 tells that it refuses")[0]
        self.assertNotEqual("actionRefused", refusal["kind"], refusal["text"])
        # The operator himself is not refused.
        self.n1.fipctl("switchover")
        self.wait_well()

    def refusals(self, node):
        return [event for event in node.events(self.newest[node.name])
            if event["reason"] == "peerUnstable"]

    def test_stop_and_start(self):
        self.forget_restarts()
        self.start_probes()
        self.n1.systemctl("stop", "fipd")
        self.lab.wait_role(self.n2, "active", 10)
        for unit in ("fipd-agentx", "fipd-web"):
            self.assertEqual("inactive", self.n1.show(unit, "ActiveState")["ActiveState"])
        self.n1.systemctl("start", "fipd")
        self.wait_well()
        for unit in ("fipd-agentx", "fipd-web"):
            self.assertEqual("active", self.n1.show(unit, "ActiveState")["ActiveState"])
        self.assert_no_probe_lost()

    def test_a_stop_is_told_before_the_next_start(self):
        self.n2.systemctl("stop", "fipd")
        try:
            self.assert_trap("fipdStopped", self.n2)
        finally:
            self.n2.systemctl("start", "fipd")


class ReloadTest(HostsCase):
    def test_a_reload_fails_with_the_reason_and_a_good_one_is_in_force(self):
        good = self.n1.read("/etc/fipd/fipd.yaml")
        self.addCleanup(self.n1.systemctl, "reload", "fipd")
        self.addCleanup(self.n1.write, "/etc/fipd/fipd.yaml", good)
        self.start_probes()
        self.n1.write("/etc/fipd/fipd.yaml", good + "port: many\n")
        done = self.n1.systemctl("reload", "fipd", check=False)
        self.assertNotEqual(0, done.returncode, "a reload of a broken file succeeds")
        self.wait_journal(self.n1, "port.*many", "-u", "fipd")
        self.n1.write("/etc/fipd/fipd.yaml", good + "notification_spacing: 3 s\n")
        self.assertEqual(0, self.n1.systemctl("reload", "fipd", check=False).returncode)
        # No test sets it: what was set at run time lies over the file.
        self.wait_journal(self.n1, "in force: notification_spacing 0 s to 3 s", "-u", "fipd")
        self.assert_no_probe_lost()
        self.assert_no_role_change()


class DeathTest(HostsCase):
    def test_killed_it_is_back_within_its_lease(self):
        self.start_probes()
        self.kill_fipd(self.n1, signal.SIGKILL)
        self.wait_well()
        self.assert_no_probe_lost()
        self.assert_no_role_change()

    def test_frozen_it_is_restarted_within_its_lease(self):
        self.start_probes()
        self.kill_fipd(self.n1, signal.SIGSTOP)
        self.probes(STOPPED)
        self.wait_well()
        self.assert_no_probe_lost(STOPPED)
        self.assert_no_role_change()

    def test_frozen_by_systemd_the_peer_takes_the_fip(self):
        self.forget_restarts()
        self.start_probes()
        self.addCleanup(self.n1.systemctl, "thaw", "fipd", check=False)
        self.n1.systemctl("freeze", "fipd")
        self.lab.wait_role(self.n2, "active", 30)
        self.assert_answered()
        self.n1.systemctl("thaw", "fipd", check=False)
        wait_until(lambda: self.n1.show("fipd", "ActiveState")["ActiveState"] == "active", 30,
            "fipd runs again")
        self.wait_well()

    def test_killed_with_a_short_interval_its_fence_removes_the_fip(self):
        self.forget_restarts()
        self.change_both("interval=200 ms")
        self.addCleanup(self.change_both, "interval=2 s")
        self.wait_well()
        self.start_probes()
        self.kill_fipd(self.n1, signal.SIGKILL)
        self.assert_answered()
        self.wait_well()


class KeyTest(HostsCase):
    def test_check_by_root_judges_the_key_as_the_service_would(self):
        self.addCleanup(self.n1.shell, "chown root:fipd /etc/fipd/key; chmod 640 /etc/fipd/key")
        self.n1.shell("chown root:root /etc/fipd/key; chmod 600 /etc/fipd/key")
        done = self.n1.run(["fipd", "--check"], check=False)
        self.assertEqual(78, done.returncode, done.stdout + done.stderr)
        self.assertIn("chown root:fipd", done.stdout + done.stderr)

    def test_keygen_makes_it_as_the_service_needs_it_and_overwrites_none(self):
        self.addCleanup(self.n1.shell, "rm -f /root/key")
        self.n1.fipctl("keygen", "/root/key")
        self.assertEqual("640 root fipd", self.n1.shell("stat -c '%a %U %G' key").stdout.strip())
        before = self.n1.read("/root/key")
        self.assertNotEqual(0, self.n1.fipctl("keygen", "/root/key", check=False).returncode)
        self.assertEqual(before, self.n1.read("/root/key"))


class UnitTest(HostsCase):
    def test_its_status_names_role_and_peer(self):
        def text(node):
            return node.show("fipd", "StatusText").get("StatusText", "")
        self.assertRegex(text(self.n1), "^active, peer .*standby")
        self.assertRegex(text(self.n2), "^standby, peer .*active")
        self.n1.fipctl("switchover")
        wait_until(lambda: text(self.n1).startswith("standby")
            and text(self.n2).startswith("active"), 10,
            lambda: f"the status follows: {text(self.n1)}; {text(self.n2)}")
        self.n2.fipctl("switchover")

    def test_what_the_units_name_is_there_and_verified(self):
        names = self.n1.shell("ls -d /lib/systemd/system/fipd*.service").stdout.split()
        self.assertEqual(8, len(names))
        done = self.n1.run(["systemd-analyze", "--man=no", "verify", *names], check=False)
        self.assertEqual("", done.stdout + done.stderr)

    def test_readiness_modes_and_groups(self):
        told = self.n1.shell("stat -c '%n %a %U %G' /run/fipd /run/fipd/control.sock "
            "/run/fipd/control.sock.read /var/lib/fipd").stdout.split("\n")
        self.assertEqual(["/run/fipd 755 fipd fipd", "/run/fipd/control.sock 660 fipd fipd",
            "/run/fipd/control.sock.read 660 fipd fipd", "/var/lib/fipd 750 fipd fipd"],
            told[:4])
        self.addCleanup(self.n1.shell, "userdel anna; userdel rita; userdel otto")
        self.n1.shell("useradd -G fipd anna; useradd -G fipd-read rita; useradd otto")
        self.assertEqual(0, self.as_user("anna", "control.sock").returncode)
        # By an access list of the socket: its group stays fipd, which needs no privilege.
        self.assertEqual(0, self.as_user("rita", "control.sock.read").returncode)
        for name, socket in (("otto", "control.sock"), ("otto", "control.sock.read"),
                ("rita", "control.sock")):
            refused = self.as_user(name, socket)
            self.assertNotEqual(0, refused.returncode, (name, socket))
            self.assertIn("usermod", refused.stdout + refused.stderr)

    def as_user(self, name, socket):
        return self.n1.run(["setpriv", f"--reuid={name}", "--init-groups", f"--regid={name}",
            "fipctl", "--control", f"/run/fipd/{socket}", "status"], check=False)

    def test_nothing_was_denied(self):
        for node in self.lab.nodes:
            self.assertEqual("", node.journal("-b", "-g", "status=31/SYS|audit.*denied"))

    def test_the_lines_of_the_original_are_in_syslog_and_journal(self):
        self.forget_restarts()
        self.mark()
        since = f"--since=@{int(time.time())}"
        self.n1.systemctl("stop", "fipd")
        self.lab.wait_role(self.n2, "active", 10)
        line = self.wait_journal(self.n2, r"CStrap\(6\)", "-t", "logger", since)
        text = line[line.index("CStrap"):]
        self.assertIn(text, self.n2.journal("-u", "fipd", "-g", "CStrap", since))
        wait_until(lambda: f" logger: {text}\n" in self.n2.read("/var/log/syslog"), 10,
            f"syslog has {text}")
        self.n1.systemctl("start", "fipd")
        self.wait_well()
