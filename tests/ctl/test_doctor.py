"""fipctl doctor: what keeps SNMP from working is found, with what to do about it."""

import fcntl
import json
import os
import socket

from case import Case

ROOT = ".1.3.6.1.4.1.8072.9999.9999.7900"
OPEN = "rocommunity public 127.0.0.1\n"


class Doctor(Case):
    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o755)
        self.conf = os.path.join(self.folder, "snmpd.conf")
        self.lock = os.path.join(self.folder, "lock")
        self.agentx = os.path.join(self.folder, "master")
        self.holder = open(self.lock, "w")
        self.addCleanup(self.holder.close)
        fcntl.flock(self.holder, fcntl.LOCK_EX)
        self.listen()

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
        self.assertEqual({"fipd", "subagent", "master", "socket", "view", "sink"}, set(found))
        self.assertEqual({"ok"}, {health for health, _ in found.values()})
        text = self.said("doctor", "--snmpd", self.conf, "--lock", self.lock)
        self.assertEqual(["ok"] * 6, [line.split()[0] for line in text.splitlines()])

    def test_a_fipd_that_does_not_answer(self):
        self.path += ".none"
        self.assert_fault("fipd", "control.sock.none")

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
        self.assert_fault("socket", "agentXPerms")

    def test_a_folder_that_is_closed_to_the_subagent_as_debians(self):
        os.chmod(self.folder, 0o700)
        self.assert_fault("socket", f"{self.folder} is closed to the group fipd")

    def test_a_view_that_hides_the_mib_as_debians(self):
        self.assert_fault("view", "system group only", more="view systemonly included "
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

    def test_receivers_are_read_in_every_form(self):
        for sink in ("trapsink 127.0.0.1 public", "informsink udp:127.0.0.1:162",
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
