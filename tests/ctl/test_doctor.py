"""fipctl doctor: what keeps SNMP or a service from working is found, with what to do about it."""

import fcntl
import grp
import json
import os
import shlex
import socket
import subprocess

from case import Case

ROOT = ".1.3.6.1.4.1.8072.9999.9999.7900"
SECRET = "authpass1"
OPEN = "rocommunity public 127.0.0.1\n"


class Doctor(Case):
    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o755)
        self.conf = os.path.join(self.folder, "snmpd.conf")
        self.persistent = os.path.join(self.folder, "persistent")
        os.mkdir(self.persistent)
        self.have_users('usmUser 1 3 0x80 "nms" "nms" NULL .1 0x00 .1 0x00 0x\n'
            'createUser op SHA-256 "AUTHPASS" AES "PRIVPASS"\n')
        self.variables = {"SNMP_PERSISTENT_DIR": self.persistent}
        self.lock = os.path.join(self.folder, "lock")
        self.agentx = os.path.join(self.folder, "master")
        self.holder = open(self.lock, "w")
        self.addCleanup(self.holder.close)
        fcntl.flock(self.holder, fcntl.LOCK_EX)
        self.listen()
        self.path_of_commands = os.path.join(self.folder, "bin")
        os.mkdir(self.path_of_commands)
        self.play_names(f"echo {ROOT}.1.3.1.0")
        self.informs = os.path.join(self.folder, "informs.conf")
        agent = os.path.join(os.path.dirname(os.environ["FIPCTL"]), "fipd-agentx")
        self.play("fipd-agentx", f"exec {agent} --informs {self.informs} \"$@\"")

    def have_users(self, lines):
        """Write what snmpd keeps over its end."""
        with open(os.path.join(self.persistent, "snmpd.conf"), "w") as file:
            file.write(lines)

    def play_names(self, script):
        """Stand in for net-snmp's command that is asked for a name."""
        self.play("snmptranslate", script)

    def play(self, name, script):
        """Put a command before the host's."""
        path = os.path.join(self.path_of_commands, name)
        with open(path, "w") as file:
            file.write(f"#!/bin/sh\n{script}\n")
        os.chmod(path, 0o755)

    def listen(self):
        self.listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(self.listener.close)
        self.listener.bind(self.agentx)
        self.listener.listen(64)
        os.chmod(self.agentx, 0o666)

    def find(self, more=OPEN, master="master agentx\n", sinks="trap2sink 127.0.0.1\n", ends=0):
        """Run the doctor over a configuration; return {subject: (health, text)}."""
        with open(self.conf, "w") as file:
            file.write(f"{master}agentXSocket unix:{self.agentx}\n{more}{sinks}")
        done = self.fipctl("doctor", "--json", "--snmpd", self.conf, "--lock", self.lock,
            ends=ends)
        return {each["subject"]: (each["health"], each["text"])
            for each in json.loads(done.stdout)}

    def assert_fault(self, subject, words, **changes):
        health, text = self.find(ends=1, **changes)[subject]
        self.assertEqual("fault", health, text)
        self.assertIn(words, text)

    def shows(self, more):
        """Return whether somebody may read FIPD-MIB by these lines."""
        with open(self.conf, "w") as file:
            file.write(f"master agentx\nagentXSocket {self.agentx}\n{more}")
        done = self.fipctl("doctor", "--json", "--snmpd", self.conf, "--lock", self.lock,
            ends=0 if "SHOWN" in more else 1)
        return {each["subject"]: each["health"] for each in json.loads(done.stdout)}[
            "view"] == "ok"

    def test_where_all_is_well_it_says_so_a_line_each(self):
        found = self.find()
        self.assertEqual({"fipd", "resident", "subagent", "master", "socket", "address", "view",
            "sink", "names"}, set(found))
        self.assertEqual({"ok"}, {health for health, _ in found.values()})
        text = self.said("doctor", "--snmpd", self.conf, "--lock", self.lock)
        self.assertEqual(["ok"] * 9, [line.split()[0] for line in text.splitlines()])

    def write_informs(self, *lines, mode=0o640, owner=0):
        """Write informs.conf as the manual says, where nothing else is wanted."""
        with open(self.informs, "w") as file:
            file.write("\n".join(lines) + "\n")
        group = next((each.gr_gid for each in grp.getgrall() if each.gr_name == "fipd-agentx"), 0)
        os.chown(self.informs, owner, group)
        os.chmod(self.informs, mode)

    def test_receivers_of_informs_that_are_well_are_counted(self):
        self.write_informs(f"-v 3 -u nms -l authPriv -a SHA-256 -A {SECRET} -x AES -X privpass1 "
            "192.0.2.10", "# -v 2c", "-v 2c -c public [2001:db8::10]:1162")
        self.assertEqual(("ok", f"{self.informs}: informs go to 2 receivers"),
            self.find()["informs"])

    def test_each_line_of_informs_that_is_wrong_is_told_with_its_place(self):
        self.write_informs("-v 2c -c public 192.0.2.10",
            "-v 2c -c public nms.invalid",
            f"-v 3 -u nms -l authPriv -a SHA-256 -A {SECRET} -x ROT13 -X privpass1 192.0.2.10",
            "-v 1 -c public 192.0.2.10", "-v 2c -c public 192.0.2.10:0")
        done = self.fipctl("doctor", "--json", "--snmpd", self.conf, "--lock", self.lock, ends=1)
        told = [each for each in json.loads(done.stdout) if each["subject"] == "informs"]
        self.assertEqual({"fault"}, {each["health"] for each in told})
        for each, (number, words) in zip(told, ((2, "names are not looked up"),
                (3, "it is not understood"), (4, "SNMPv1 has no informs"),
                (5, "named by its address")), strict=True):
            self.assertTrue(each["text"].startswith(f"{self.informs}:{number}: "), each)
            self.assertIn(words, each["text"])
        self.assertNotIn(SECRET, done.stdout + done.stderr)

    def test_two_lines_for_one_receiver_are_told_with_both_places(self):
        self.write_informs("-v 2c -c public 192.0.2.10", "-v 2c -c public 192.0.2.10:1162",
            "-v 3 -u nms -l authNoPriv -a SHA-256 -A authpass1 192.0.2.10:162",
            "-v 2c -c public 2001:db8::1", "-v 2c -c other [2001:DB8:0::1]:162")
        done = self.fipctl("doctor", "--json", "--snmpd", self.conf, "--lock", self.lock, ends=1)
        told = [each["text"] for each in json.loads(done.stdout) if each["subject"] == "informs"]
        self.assertEqual(2, len(told))
        self.assertIn(f"{self.informs}:3: line 1 names the receiver udp:192.0.2.10:162", told[0])
        self.assertIn(f"{self.informs}:5: line 4 names the receiver udp6:[2001:db8::1]:162", told[1])

    def test_a_subagent_that_dies_over_its_informs_is_a_fault(self):
        for script in ("kill -SEGV $$", "exit 1", "echo 'fipd-agentx: one fault'; kill -ABRT $$"):
            self.play("fipd-agentx", script)
            done = self.fipctl("doctor", "--snmpd", self.conf, "--lock", self.lock, ends=1)
            self.assertRegex(done.stdout, "fault +informs +`fipd-agentx --check` did not come to its end")

    def with_accounts(self):
        """Run the doctor with a user and a group fipd-agentx, whether or not this host has them."""
        parts = {"passwd": "root:x:0:0::/:\nfipd-agentx:x:64006:64007::/:\n",
            "group": "root:x:0:\nfipd-agentx:x:64007:\n"}
        for name, text in parts.items():
            with open(os.path.join(self.folder, name), "w") as file:
                file.write(text)
        binds = " && ".join(f"mount --bind {self.folder}/{name} /etc/{name}" for name in parts)
        command = shlex.join(self.command("doctor", "--snmpd", self.conf, "--lock", self.lock))
        return subprocess.run(["unshare", "--mount", "sh", "-c",
            f"{binds} && PATH={self.path_of_commands}:$PATH {command}"], stdout=subprocess.PIPE,
            text=True, check=False).stdout

    def test_an_informs_conf_of_fipd_agentx_itself_is_no_fault(self):
        for owner, wrong in ((64006, False), (64008, True)):
            self.write_informs("-v 2c -c public 192.0.2.10")
            os.chown(self.informs, owner, 64007)
            text = self.with_accounts()
            self.assertEqual(wrong, "others than root may say" in text, text)
            self.assertEqual(not wrong, "informs go to 1 receiver" in text, text)

    def test_an_informs_conf_that_others_read_or_write_is_a_fault(self):
        for mode, owner, words in ((0o644, 0, "everybody can read or write it"),
                (0o642, 0, "everybody can read or write it"),
                (0o660, 0, "others than root may say"), (0o640, 65534, "others than root may say")):
            self.write_informs("-v 2c -c public 192.0.2.10", mode=mode, owner=owner)
            self.assert_fault("informs", words)

    def test_an_informs_conf_that_fipd_agentx_cannot_read_is_a_fault(self):
        for group, mode, wrong in ((0, 0o640, True), (64007, 0o600, True), (64007, 0o640, False)):
            self.write_informs("-v 2c -c public 192.0.2.10")
            os.chown(self.informs, 0, group)
            os.chmod(self.informs, mode)
            text = self.with_accounts()
            self.assertEqual(wrong, "fipd-agentx cannot read it" in text, text)
            self.assertEqual(not wrong, "informs go to 1 receiver" in text, text)

    def test_an_informs_conf_that_is_no_file_is_a_fault(self):
        os.mkfifo(self.informs)
        self.assert_fault("informs", "not a regular file")

    def test_without_the_subagent_nothing_looks_at_the_informs(self):
        self.play("fipd-agentx", "exit 127")
        health, text = self.find()["informs"]
        self.assertEqual("note", health)
        self.assertIn("not installed here", text)

    def test_commands_that_do_not_know_the_names_are_noted(self):
        self.play_names("echo 'Unknown Object Identifier'; exit 1")
        health, text = self.find()["names"]
        self.assertEqual("note", health)
        self.assertIn("run fipd-mibs", text)

    def test_a_mib_of_another_root_is_a_fault(self):
        self.play_names("echo a warning; echo .1.3.6.1.4.1.99999.1.3.1.0")
        self.assert_fault("names", "is .1.3.6.1.4.1.99999.1.3.1.0 to the commands")

    def test_a_host_without_the_commands_is_told_what_makes_the_names_known(self):
        self.play_names("exit 127")
        health, text = self.find()["names"]
        self.assertEqual("note", health)
        self.assertIn("not installed here", text)

    def test_a_fipd_that_does_not_answer(self):
        self.path += ".none"
        self.assert_fault("fipd", "control.sock.none")

    def bind(self, address, port=0, kind=socket.SOCK_STREAM):
        """Bind a service of this host; return its port."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        service = socket.socket(family, kind)
        self.addCleanup(service.close)
        service.bind((address, port))
        if kind == socket.SOCK_STREAM:
            service.listen(1)
        return service.getsockname()[1]

    def have_fip(self, address, **settings):
        self.fipd.status["fips"][0]["address"] = address
        self.fipd.status["settings"].update(settings)

    def test_a_service_at_an_fip_that_is_not_resident_is_told(self):
        for address, bound, kind, protocol in (
                ("127.9.8.7", "127.9.8.7", socket.SOCK_STREAM, "tcp"),
                ("127.9.8.6", "127.9.8.6", socket.SOCK_DGRAM, "udp"),
                ("127.9.8.5", "::ffff:127.9.8.5", socket.SOCK_STREAM, "tcp"),
                ("::1", "::1", socket.SOCK_DGRAM, "udp")):
            self.have_fip(address)
            port = self.bind(bound, kind=kind)
            health, text = self.find()["resident"]
            self.assertEqual("note", health, text)
            self.assertIn("is bound to 127.9.8" if "." in address else "is bound to ::1", text)
            if "." in address:
                self.assertIn(f"{address} port {port} ({protocol})", text)
            self.assertIn("fipctl set resident=yes", text)

    def test_neither_fipd_web_nor_a_service_at_another_address_counts(self):
        self.have_fip("127.9.8.4")
        self.fipd.status["pac"]["port"] = self.bind("127.9.8.4")
        self.bind("127.9.8.3")
        self.bind("0.0.0.0")
        self.assertEqual("ok", self.find()["resident"][0])

    def test_a_resident_fip_can_be_bound(self):
        self.have_fip("127.9.8.2", resident=True)
        self.bind("127.9.8.2")
        self.assertEqual("ok", self.find()["resident"][0])
        for address in ("198.51.100.9", "2001:db8::9"):
            self.have_fip(address)
            self.assert_fault("resident", f"no service can be bound to {address}: Cannot")
        self.have_fip("fe80::9")
        self.assertEqual("ok", self.find()["resident"][0])

    def test_a_subagent_that_does_not_run(self):
        fcntl.flock(self.holder, fcntl.LOCK_UN)
        self.assert_fault("subagent", "systemctl enable --now fipd-agentx")

    def test_a_lock_that_was_never_taken(self):
        os.unlink(self.lock)
        self.assert_fault("subagent", "does not run")

    def test_an_snmpd_that_is_not_installed(self):
        done = self.fipctl("doctor", "--snmpd", self.conf + ".none", "--lock", self.lock, ends=1)
        self.assertIn("apt install snmpd", done.stdout)

    def test_an_snmpd_without_master_agentx(self):
        self.assert_fault("master", "master agentx", master="")
        self.assertEqual("ok", self.find(master="master yes\n")["master"][0])

    def test_a_socket_that_is_not_there(self):
        os.unlink(self.agentx)
        self.assert_fault("socket", "snmpd does not run")

    def test_an_agentx_socket_that_no_line_names_is_not_where_fipd_agentx_goes(self):
        with open(self.conf, "w") as file:
            file.write("master agentx\n" + OPEN)
        done = self.fipctl("doctor", "--snmpd", self.conf, "--lock", self.lock, ends=1)
        self.assertIn("fipd-agentx goes to /run/agentx/master: install "
            "/etc/snmp/snmpd.conf.d/fipd.conf", done.stdout)

    def test_a_second_master_at_the_same_socket(self):
        first = self.listener
        os.unlink(self.agentx)
        self.listen()
        self.assert_fault("master", f"2 programs listen at {self.agentx}")
        first.close()
        self.assertEqual("ok", self.find()["master"][0])

    def test_an_snmpd_that_listens_on_loopback_only_as_debians(self):
        for text in ("127.0.0.1,[::1]", "udp:127.0.0.1:161", "localhost", "udp6:[::1]:161"):
            self.assert_fault("address", f"loopback only ({self.conf}:3: agentaddress {text})",
                more=f"agentaddress {text}\n{OPEN}")
        for text in ("udp:161,udp6:161", "161", "127.0.0.1,192.0.2.1", "udp:192.0.2.1:161"):
            self.assertEqual(("ok", f"snmpd listens at {text} ({self.conf}:3)"),
                self.find(more=f"agentaddress {text}\n{OPEN}")["address"])
        self.assertEqual("ok", self.find(
            more=f"agentaddress 127.0.0.1\nagentaddress udp:10.0.0.1:161\n{OPEN}")["address"][0])

    def test_a_user_who_is_named_and_does_not_exist(self):
        more = "view v included .1\ngroup g usm nobody\naccess g \"\" usm priv exact v none none\n"
        self.assert_fault("user", f"{self.conf}:4 names user nobody, who does not exist", more=more)
        health, text = self.find(more=OPEN + more)["user"]
        self.assertEqual("note", health, "a community may read")
        self.have_users("createUser -e 0x8000 nobody SHA AUTHPASS\n")
        self.assertNotIn("user", self.find(more=more))

    def test_a_user_whose_view_does_not_show_the_mib_is_not_looked_for(self):
        """As Debian's authPrivUser, who does not exist on a stock host."""
        more = "view s included .1.3.6.1.2.1.1\nrouser authPrivUser authpriv -V s\n"
        self.assertNotIn("user", self.find(more=more + OPEN))

    def test_a_socket_where_nobody_listens(self):
        self.listener.close()
        self.assert_fault("socket", "refused: systemctl restart snmpd")

    def test_an_snmpd_that_hangs(self):
        self.listener.listen(0)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(self.agentx)
            self.assert_fault("socket", "it hangs")

    def test_a_socket_that_is_closed_to_the_subagent(self):
        os.chmod(self.agentx, 0o600)
        self.assert_fault("socket", f"the socket {self.agentx} is closed to the group fipd-agentx: "
            "agentXPerms")

    def test_a_folder_that_is_closed_to_the_subagent_as_debians(self):
        os.chmod(self.folder, 0o700)
        self.assert_fault("socket", f"the folder {self.folder} is closed to the group fipd-agentx")
        self.assert_fault("socket", f"in {self.conf}:2 name /run/agentx/master first")

    def test_a_view_that_hides_the_mib_as_debians(self):
        self.assert_fault("view", f"({self.conf}:4: community public sees the view systemonly; "
            "Debian's view shows the system group only)", more="view systemonly included "
            ".1.3.6.1.2.1.1\nrocommunity public default -V systemonly\n")

    def test_whoever_may_read_the_mib_in_whichever_way_is_found(self):
        for more in (OPEN, "rouser nms\n", "rouser nms priv\n", "rwuser -s usm op auth\n",
                f"rocommunity public default {ROOT}\n", "rocommunity public default .1.3\n",
                f"view v included {ROOT}.1.3\nrouser nms priv -V v\n",
                f"view v included .1\nview v excluded {ROOT}.1\naccess g '' usm priv exact v none none\n",
                "view v included iso\naccess g \"\" usm priv exact v none none\n",
                "rocommunity6 public default -V _all_\n"):
            self.assertTrue(self.shows("# SHOWN\n" + more), more)

    def test_whoever_may_not_is_not_taken_for_one_who_may(self):
        for more in ("", "rocommunity public default .1.3.6.1.2.1\n",
                "rocommunity public default sysDescr\n", "rouser nms priv -V other\n",
                f"view v included .1\nview v excluded {ROOT}\nrouser nms priv -V v\n",
                "view v included .1\naccess g \"\" usm priv exact none v none\n",
                "# rocommunity public\n"):
            self.assertFalse(self.shows(more), more)

    def test_a_receiver_that_resolves_to_nothing(self):
        self.assert_fault("sink", "nms.invalid", sinks="trapsess -v 3 -u x nms.invalid:162\n")

    def test_a_name_that_does_not_resolve_is_told_with_its_line(self):
        self.assert_fault("sink", f"{self.conf}:4: nms.invalid", sinks="trap2sink nms.invalid\n")

    def test_an_inform_by_v3_without_the_engine_id_is_told_with_the_line_that_is_right(self):
        secret = "-v3 -u nms -l authPriv -a SHA-256 -A authpass1 -x AES -X privpass1"
        self.assert_fault("sink", "answers nobody", sinks=f"trapsess {secret} -Ci 127.0.0.1\n")
        text = self.find(sinks=f"trapsess {secret} -r 5 -Ci -t 2 127.0.0.1\n", ends=1)["sink"][1]
        self.assertIn(f"{self.conf}:4: ", text)
        self.assertTrue(text.endswith("write trapsess -v 3 -u nms -l authPriv -a SHA-256 -A ... "
            "-x AES -X ... -C i -t 2 -e 0xENGINEID -r 100000 127.0.0.1"), text)

    def test_informs_that_are_given_up_are_told(self):
        for line, right in (("informsink 127.0.0.1 public",
                    "trapsess -v 2c -c ... -Ci -r 100000 127.0.0.1"),
                ("trapsess -v 2c -c public -Ci -r 5 127.0.0.1",
                    "trapsess -v 2c -c ... -C i -r 100000 127.0.0.1"),
                ("trapsess -v 3 -e 0x80001f8801 -u nms -Ci 127.0.0.1",
                    "trapsess -v 3 -e 0x80001f8801 -u nms -C i -r 100000 127.0.0.1")):
            self.assert_fault("sink", "write " + right, sinks=line + "\n")
        line = "trapsess -v 3 -e 0x80001f8801 -u nms -Ci -r 100000 -t 2 127.0.0.1\n"
        self.assertEqual("ok", self.find(sinks=line)["sink"][0])

    def test_the_receiver_may_stand_before_its_options_and_no_secret_is_told(self):
        for line, fault in (("trapsess {host} -v 2c -c SECRET", ""),
                ("trapsess -v 2c {host} -cSECRET", ""), ("trapsess -d {host} -v 2c -c SECRET", ""),
                ("trapsess -v 3 -u nms -3m SECRET -3 k SECRET {host}", ""),
                ("trapsess {host} -v 2c -Ci -c SECRET", "-C i -c ... -r 100000 {host}"),
                ("trapsess -v 3 -u nms -l authPriv -3kSECRET {host} -Ci -A SECRET",
                    "-3 ... -C i -A ... -e 0xENGINEID -r 100000 {host}")):
            for host in ("127.0.0.1", "nms.invalid"):
                wrong = bool(fault) or host == "nms.invalid"
                health, text = self.find(sinks=line.format(host=host) + "\n", ends=int(wrong))["sink"]
                self.assertEqual("fault" if wrong else "ok", health, text)
                self.assertIn(host, text)
                self.assertNotIn("SECRET", text)
                if host == "127.0.0.1" and fault:
                    self.assertTrue(text.endswith(fault.format(host=host)), text)

    def test_receivers_are_read_in_every_form(self):
        for sink in ("trapsink 127.0.0.1 public", "trapsess udp:127.0.0.1:162",
                "trap2sink udp6:[::1]:162", "trapsess -v 2c -c public 127.0.0.1:10162",
                "trap2sink ::1"):
            self.assertEqual("ok", self.find(sinks=sink + "\n")["sink"][0], sink)

    def test_no_receiver_at_all_is_worth_a_note(self):
        self.assertEqual("note", self.find(sinks="")["sink"][0])

    def test_included_files_count(self):
        folder = os.path.join(self.folder, "snmpd.conf.d")
        os.mkdir(folder)
        with open(os.path.join(folder, "fipd.conf"), "w") as file:
            file.write("master agentx\nrocommunity public\n")
        with open(os.path.join(folder, "fipd.conf.old"), "w") as file:
            file.write("trap2sink nms.invalid\n")
        found = self.find(master="", more=f"includeDir {folder}\n")
        self.assertEqual({"ok"}, {health for health, _ in found.values()})

    def test_a_file_that_includes_itself_ends(self):
        self.assertEqual("ok", self.find(more=f"includeFile {self.conf}\n{OPEN}")["view"][0])

    def test_a_lock_that_is_a_pipe_or_a_link_is_told_and_not_opened(self):
        os.unlink(self.lock)
        os.mkfifo(self.lock)
        self.assert_fault("subagent", "is no regular file")
        os.unlink(self.lock)
        os.symlink("/dev/zero", self.lock)
        self.assert_fault("subagent", "is no regular file")

    def included(self, name, make):
        """Include one file that make makes, and return what the doctor notes of it."""
        path = os.path.join(self.folder, name)
        make(path)
        health, text = self.find(more=f"includeFile {path}\n{OPEN}")["snmpd"]
        self.assertEqual("note", health)
        return text

    def test_an_included_pipe_is_told_and_not_waited_for(self):
        text = self.included("pipe.conf", os.mkfifo)
        self.assertIn("1 of the included files and folders was not read", text)
        self.assertIn("pipe.conf: it is no regular file", text)

    def test_an_included_link_is_told_and_not_followed(self):
        text = self.included("link.conf", lambda path: os.symlink("/dev/zero", path))
        self.assertIn("link.conf: it is a symbolic link", text)

    def test_an_included_folder_that_cannot_be_listed_is_told(self):
        """A link in its place, which is not followed, and a file; one that is missing is no fault."""
        for name, make in (("link.d", lambda path: os.symlink("/etc", path)),
                ("file.d", lambda path: open(path, "w").close())):
            path = os.path.join(self.folder, name)
            make(path)
            health, text = self.find(more=f"includeDir {path}\n{OPEN}")["snmpd"]
            self.assertEqual("note", health)
            self.assertIn(f"{path}: it is no folder", text)
        self.assertNotIn("snmpd", self.find(more=f"includeDir {self.folder}/none\n{OPEN}"))

    def test_an_snmpd_conf_that_is_no_file_is_told(self):
        done = self.fipctl("doctor", "--snmpd", "/dev/zero", "--lock", self.lock, ends=1)
        self.assertIn("/dev/zero: it is no regular file", done.stdout)

    def test_folders_that_include_each_other_end(self):
        """Eight files that each include all eight would be read 8^8 times."""
        folder = os.path.join(self.folder, "snmpd.conf.d")
        os.mkdir(folder)
        for number in range(8):
            with open(os.path.join(folder, f"{number}.conf"), "w") as file:
                file.write(f"includeDir {folder}\n")
        health, text = self.find(more=f"includeDir {folder}\n{OPEN}")["snmpd"]
        self.assertEqual("note", health)
        self.assertIn("too many", text)
