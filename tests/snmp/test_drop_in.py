"""conf/snmpd/fipd.conf: who may read, who may write, and that no privilege is needed."""

import os
import subprocess

from lab import BUILD, PORT, TRAP_PORT, Lab, wait_until

USERS = """\
createUser fipdnms SHA-256 "authpass1" AES "privpass1"
createUser fipdop SHA-256 "authpass1" AES "privpass1"
"""
ENGINE_ID = "0x80001f8804666970646e6d73"
PRIVATE = ("-l", "authPriv", "-a", "SHA-256", "-A", "authpass1", "-x", "AES", "-X", "privpass1")


class DropInTest(Lab):
    def setUp(self):
        super().setUp()
        self.start_with_drop_in()

    def start_with_drop_in(self):
        """Start snmpd with the drop-in as it is but for the socket, and the agent as nobody."""
        with open(os.path.join(BUILD, "conf/snmpd/fipd.conf")) as file:
            text = file.read()
        for old, new in (("unix:/run/agentx/master,unix:/var/agentx/master",
                    f"unix:{self.path('run/agentx')},unix:{self.path('var/agentx')}"),
                ("Debian-snmp fipd-agentx", "nobody nogroup"),
                ("#trapsess", "trapsess"), ("AUTHPASS -x AES -X PRIVPASS -e",
                    "authpass1 -x AES -X privpass1 -e"), ("0xENGINEID", ENGINE_ID),
                ("-t 2 192.168.0.10", f"-t 2 127.0.0.1:{TRAP_PORT}")):
            self.assertEqual(1, text.count(old))
            text = text.replace(old, new)
        os.mkdir(self.path("run"))
        os.mkdir(self.path("var"), 0o700)
        os.chmod(self.folder, 0o755)
        os.chmod(self.path("control"), 0o666)
        with open(self.path("lock"), "w"):
            os.chown(self.path("lock"), 65534, 65534)
        with open(self.path("snmpd.conf"), "w") as file:
            file.write(f"agentAddress udp:127.0.0.1:{PORT}\n" + USERS + text)
        self.start("snmpd", ["snmpd", "-f", "-Lo", "-C", "-c", self.path("snmpd.conf"), "-p",
            self.path("snmpd.pid"), "-I", "-smux,mteTrigger,mteTriggerConf"])
        wait_until(lambda: os.path.exists(self.path("run/agentx")), "snmpd's AgentX socket")
        self.start("agent", ["setpriv", "--reuid", "65534", "--regid", "65534",
            "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs",
            os.path.join(BUILD, "fipd-agentx"), "--control", self.path("control"),
            "--agentx", self.path("run/agentx"), "--lock", self.path("lock")])
        wait_until(lambda: "INTEGER: 3" in self.get("fipdnms", "fipdRole").stdout, "the role")

    def start_receiver(self):
        """Start an snmptrapd that knows the user of the drop-in's inform session."""
        with open(self.path("trapd.conf"), "w") as file:
            file.write(f"exactEngineID {ENGINE_ID}\n"
                f'createUser -e {ENGINE_ID} fipdnms SHA-256 "authpass1" AES "privpass1"\n'
                "authUser log fipdnms priv\n")
        self.start("trapd", ["snmptrapd", "-f", "-Lo", "-n", "-On", "-Oe", "-C", "-c",
            self.path("trapd.conf"), "-p", self.path("trapd.pid"), "-F",
            "TRAP\\t%w %P\\t%v\\n", f"udp:127.0.0.1:{TRAP_PORT}"])
        wait_until(lambda: f":{TRAP_PORT:04X} " in open("/proc/net/udp").read(), "snmptrapd")

    def run_snmp(self, command, user, *words, security=PRIVATE):
        return subprocess.run([command, "-v3", "-u", user, *security, "-On", "-Oe", "-t", "10",
            "-r", "0", f"127.0.0.1:{PORT}", *words], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, "MIBS": "",
            "SNMP_PERSISTENT_DIR": self.path("client")})

    def name(self, name):
        return "." + ".".join(map(str, self.oid(name)))

    def get(self, user, name, **options):
        return self.run_snmp("snmpget", user, self.name(name), **options)

    def set(self, user, *words):
        return self.run_snmp("snmpset", user, *words)

    def test_the_socket_that_other_subagents_look_for_is_there_too(self):
        """Its folder is as snmpd made it when it ran for the first time: closed."""
        wait_until(lambda: os.path.exists(self.path("var/agentx")), "the second socket")
        self.assertEqual(0o700, os.stat(self.path("var")).st_mode & 0o777)
        self.assertEqual(0o660, os.stat(self.path("run/agentx")).st_mode & 0o777)

    def test_no_line_that_counts_has_a_password(self):
        with open(os.path.join(BUILD, "conf/snmpd/fipd.conf")) as file:
            lines = [line for line in file if line.strip() and not line.startswith("#")]
        for word in ("createUser", "trapsess", "-A", "-X", "PASS"):
            self.assertFalse([line for line in lines if word in line], word)

    def test_the_reader_reads_and_may_not_write(self):
        done = self.set("fipdnms", self.name("fipdMonitorCount"), "u", "7")
        self.assertIn("noAccess", done.stderr)
        self.assertIn("Gauge32: 5", self.get("fipdnms", "fipdMonitorCount").stdout)

    def test_the_operator_writes_fipd_and_nothing_else(self):
        done = self.set("fipdop", self.name("fipdMonitorCount"), "u", "7")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("Gauge32: 7", self.get("fipdop", "fipdMonitorCount").stdout)
        contact = ".1.3.6.1.2.1.1.4.0"
        done = self.set("fipdop", self.name("fipdMonitorCount"), "u", "8", contact, "s", "x")
        self.assertIn("noAccess", done.stderr)
        self.assertIn("Gauge32: 7", self.get("fipdop", "fipdMonitorCount").stdout)

    def test_nobody_reads_without_encryption_or_as_a_community(self):
        plain = self.get("fipdnms", "fipdRole",
            security=("-l", "authNoPriv", "-a", "SHA-256", "-A", "authpass1"))
        self.assertIn("authorizationError", plain.stderr)
        self.manager.socket.settimeout(0)
        with self.assertRaises(BlockingIOError):
            self.read("fipdRole")
        # It answers in order: after the answer to this one, that would have come.
        self.assertIn("INTEGER: 3", self.get("fipdnms", "fipdRole").stdout)
        with self.assertRaises(BlockingIOError):
            self.manager.socket.recv(65536)

    def test_a_pdu_of_what_is_allowed_and_what_is_not_is_refused_whole(self):
        done = self.set("fipdnms", self.name("fipdMonitorCount"), "u", "7",
            self.name("fipdMonitorPort"), "u", "7901")
        self.assertIn("noAccess", done.stderr)
        done = self.set("fipdop", self.name("fipdMonitorCount"), "u", "7",
            self.name("fipdRole"), "i", "5")
        self.assertIn("notWritable", done.stderr)
        self.assertIn("Gauge32: 5", self.get("fipdop", "fipdMonitorCount").stdout)

    def test_what_happens_while_the_receiver_is_down_is_an_inform_that_comes_later(self):
        """And snmpd answers meanwhile: the engine ID is in the line, and it does not give up."""
        for _ in range(3):
            self.core.add_event("peerLost")
            self.assertIn("INTEGER: 3", self.get("fipdnms", "fipdRole").stdout)
        wait_until(lambda: self.core.cursor == 3, "snmpd has taken the events")
        self.start_receiver()
        wait_until(lambda: self.log("trapd").count(".0.7") >= 3, "the informs")
        self.assertIn("INFORM", self.log("trapd"))
