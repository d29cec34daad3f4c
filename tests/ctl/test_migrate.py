"""fipctl migrate: keepalived configurations become a fipd.yaml, and no directive goes unsaid."""

import gzip
import os
import re
import shutil
import subprocess
import unittest

from case import environment
from migrate_case import (INSTANCE, UNFINISHED, MigrateCase, check_of, hook_of, read_settings,
    usual_user)

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "migrate")
KEEPALIVED_MANUAL = "/usr/share/man/man5/keepalived.conf.5.gz"
TRANSLATED = ("state", "interface", "track_interface", "unicast_src_ip", "mcast_src_ip",
    "unicast_peer", "virtual_router_id", "priority", "advert_int", "down_timer_adverts",
    "authentication", "virtual_ipaddress", "virtual_ipaddress_excluded", "preempt_delay",
    "track_script")
HAS_PGREP = os.path.exists("/usr/bin/pgrep")
ROLE = "/usr/local/sbin/role.sh"
LOGGER = ["/usr/bin/logger", "-t", "proxy"]
# What each configuration becomes: how fipctl ends, the settings of each fipd.yaml, and the
# directives that are to be filled in or have no counterpart.
TABLE = {
    "01-two-web-servers": (2, [{"pair": "WEB", "redundancy": "on", "role": "active",
        "interface": "eth0", "fips": ["192.0.2.100/24"], "interval": "1 s", "count": "3"}],
        ["FILL IN: 2 vrrp_instance WEB"]),
    "02-haproxy-with-a-check": (0 if HAS_PGREP else 2, [{"pair": "LB", "redundancy": "on", "role": "standby",
        "peer": "192.0.2.11", "address": "192.0.2.12", "interface": "ens3",
        "fips": ["192.0.2.20/24"], "interval": "1 s", "count": "3",
        "checks": [check_of("alive_haproxy", ["/usr/bin/pgrep", "-x", "haproxy"], "nobody",
            "2 s", "2 s", 2, 3, "demote")]}], [] if HAS_PGREP else ["FILL IN: 9 script"]),
    "03-mail-and-notify": (2, [{"pair": "GW", "redundancy": "on", "role": "active",
        "address": "192.0.2.2", "interface": "bond0", "fips": ["192.0.2.1/24"],
        "interval": "3 s", "count": "3",
        "hooks": [hook_of("notify_master", "active", [ROLE, "active"], usual_user()),
            hook_of("notify_backup", "standby", [ROLE, "standby"], usual_user()),
            hook_of("notify_fault", "fault", [ROLE, "fault"], usual_user())]}],
        ["NO COUNTERPART: 2 notification_email", "NO COUNTERPART: 6 notification_email_from",
         "NO COUNTERPART: 7 smtp_server", "NO COUNTERPART: 8 smtp_connect_timeout",
         "NO COUNTERPART: 21 smtp_alert", "FILL IN: 25 notify_master",
         "FILL IN: 26 notify_backup", "FILL IN: 27 notify_fault",
         "FILL IN: 12 vrrp_instance GW"]),
    "04-nopreempt": (2, [{"pair": "DB", "redundancy": "on", "peer": "198.51.100.12",
        "address": "198.51.100.11", "interface": "eth1", "fips": ["198.51.100.50/32"],
        "interval": "500 ms", "count": "3", "failback": "manual"}],
        ["FILL IN: 2 vrrp_instance DB"]),
    "05-firewall-sync-group": (2, [{"pair": "OUTER", "redundancy": "on", "role": "active",
        "peer": "203.0.113.3", "address": "203.0.113.2", "interface": "eth0",
        "fips": ["203.0.113.1/24"], "interval": "1 s", "count": "3",
        "key_file": "/etc/fipd/OUTER.key"},
        {"pair": "INNER", "redundancy": "on", "role": "active", "peer": "10.1.0.3",
        "address": "10.1.0.2", "interface": "eth1", "fips": ["10.1.0.1/24"], "port": "7901",
        "interval": "1 s", "count": "3", "key_file": "/etc/fipd/INNER.key",
        "status_port": "7901"}],
        ["NO COUNTERPART: 7 notify", "NO COUNTERPART: 26 virtual_routes",
         "NO COUNTERPART: 21 eth1", "NO COUNTERPART: 2 vrrp_sync_group FIREWALL"]),
    "06-dual-stack": (0, [{"pair": "SITE4", "redundancy": "on", "role": "active",
        "peer": "192.0.2.32", "address": "192.0.2.31", "interface": "eth0",
        "fips": ["192.0.2.30/24", "2001:db8::30/64"],
        "links": ['{ name: SITE6, interface: eth0, address: "2001:db8::31", '
            'peer: "2001:db8::32" }'], "interval": "1 s", "count": "3"}], []),
    "07-active-active": (0, [{"pair": "FIRST", "redundancy": "on", "role": "active",
        "peer": "192.0.2.2", "address": "192.0.2.1", "interface": "eth0",
        "fips": ["192.0.2.201/24"], "interval": "1 s", "count": "3",
        "failback_delay": "30 s", "key_file": "/etc/fipd/FIRST.key"},
        {"pair": "SECOND", "redundancy": "on", "role": "standby", "peer": "192.0.2.2",
        "address": "192.0.2.1", "interface": "eth0", "fips": ["192.0.2.202/24"],
        "port": "7901", "interval": "1 s", "count": "3", "failback_delay": "30 s",
        "key_file": "/etc/fipd/SECOND.key", "status_port": "7901"}], []),
    "08-lvs-director": (2, [{"pair": "VIP", "redundancy": "on", "role": "active",
        "interface": "eth0",
        "fips": ["192.0.2.80/24", "192.0.2.81/24", "2001:db8:0:80::80/64"],
        "interval": "1 s", "count": "3"}],
        ["NO COUNTERPART: 3 lvs_flush", "NO COUNTERPART: 9 lvs_sync_daemon_interface",
         "FILL IN: 6 vrrp_instance VIP", "NO COUNTERPART: 22 virtual_server 192.0.2.80"]),
    "09-definitions-and-includes": (2, [{"pair": "SITE", "redundancy": "on",
        "role": "standby", "peer": "192.0.2.62", "address": "192.0.2.61",
        "interface": "eth0", "fips": ["192.0.2.60/26"], "interval": "2 s", "count": "3"}],
        ["NO COUNTERPART: 14 use_vmac"]),
    "10-one-file-for-both-nodes": (2, [{"pair": "API", "redundancy": "on",
        "interface": "eth0", "fips": ["192.0.2.70/24"], "interval": "200 ms",
        "count": "3"}],
        ["NO COUNTERPART: 7 vrrp_track_process api", "FILL IN: 15 priority",
         "FILL IN: 16 priority", "FILL IN: 18 unicast_src_ip", "FILL IN: 19 unicast_src_ip",
         "FILL IN: 21 192.0.2.72", "FILL IN: 22 192.0.2.71",
         "NO COUNTERPART: 27 track_process", "FILL IN: 12 vrrp_instance API",
         "FILL IN: 12 vrrp_instance API"]),
    "11-scripts-and-notify": (2, [{"pair": "PROXY", "redundancy": "on", "role": "active",
        "peer": "192.0.2.92", "address": "192.0.2.91", "interface": "eth0",
        "fips": ["192.0.2.90/24"], "interval": "1 s", "count": "3",
        "checks": [check_of("port", ["/usr/bin/test", "-e", "/run/a proxy.pid"], "nobody",
            "2 s", "1 s", 2, 3, "demote"),
            check_of("disk", ["/bin/sh", "-c", "df /srv | grep -qv 100%"], "root", "60 s",
                "60 s", 1, 1, "demote"),
            check_of("hint", ["/usr/bin/true"], "nobody", "1 s", "1 s", 1, 1, "report")],
        "hooks": [hook_of("notify_master", "active", [*LOGGER, "active now"], "root"),
            hook_of("notify_backup", "standby", [*LOGGER, "standby"], "root"),
            hook_of("notify_fault", "fault", [*LOGGER, "fault"], "root"),
            hook_of("notify", "standby, active, fault", ["/usr/bin/true"], "nobody",
                "keepalived")]}],
        ["NO COUNTERPART: 54 notify_fault", "NO COUNTERPART: 55 notify_stop",
         "NO COUNTERPART: 14 init_fail", "FILL IN: 49 hint"]),
}
# What is refused: one change of that instance, and the complaint.
REFUSED = (
    ("        192.0.2.100/24\n    }\n}", "        192.0.2.100/24\n    }\n",
        "ka.conf:1: the { of vrrp_instance is not closed; a } is missing"),
    ("    }\n    virtual_ipaddress", "    virtual_ipaddress",
        "ka.conf:1: the { of vrrp_instance is not closed; a } is missing"),
    ("    state MASTER", "    }\n    }",
        "ka.conf:3: a } that closes nothing; remove it, or write the { that it belongs to"),
    ("    state MASTER", "    }\n    {", "ka.conf:3: a { without the name of a block before it; "
        "write one, as in vrrp_instance VI_1 {"),
    ("vrrp_instance VI_1 {", "global_defs {\nvrrp_instance VI_1 {",
        "ka.conf:2: vrrp_instance stands in the block of global_defs at line 1; close that one "
        "by a } before"),
    ("vrrp_instance VI_1", "vrrp_instance",
        "ka.conf:1: vrrp_instance: its name is missing, as in vrrp_instance VI_1 {"),
    ("state MASTER", "state \"MASTER",
        "ka.conf:2: a \" is not closed; a string ends on its line by another \""),
    ("state MASTER", "state PRIMARY",
        "ka.conf:2: state PRIMARY: MASTER or BACKUP is possible"),
    ("state MASTER", "state", "ka.conf:2: state: a value is missing behind it"),
    ("priority 150", "priority 300", "ka.conf:5: priority 300: 1 to 255 are possible"),
    ("priority 150", "priority high", "ka.conf:5: priority high: 1 to 255 are possible"),
    ("router_id 51", "router_id 0",
        "ka.conf:4: virtual_router_id 0: 1 to 255 are possible"),
    ("advert_int 1", "advert_int 0",
        "ka.conf:6: advert_int 0: 0.01 to 255 seconds are possible"),
    ("advert_int 1", "advert_int nan",
        "ka.conf:6: advert_int nan: 0.01 to 255 seconds are possible"),
    ("advert_int 1", "preempt_delay 1001",
        "ka.conf:6: preempt_delay 1001: 0 to 1000 seconds are possible"),
    ("advert_int 1", "down_timer_adverts 101",
        "ka.conf:6: down_timer_adverts 101: 1 to 100 are possible"),
    ("state MASTER", "state MASTER\0", "ka.conf:2: a NUL byte; a keepalived.conf is a text"),
    ("state MASTER", "include none/*.conf", "ka.conf:2: include none/*.conf: there is no such "
        "file; bring it along, or remove the line"),
    ("state MASTER", "include ka.conf", "ka.conf:2: ./ka.conf is included here, and is being "
        "read already; remove one of the include lines"),
    ("state MASTER", "include .", "./.: not a regular file"),
    ("state MASTER", "state " + 5000 * "M",
        "ka.conf:2: the line has more than 4095 bytes; cut it into several"),
    ("state MASTER", 16 * "a {\n", "ka.conf:17: the { is one too deep; 16 blocks can be open"),
    (INSTANCE, "global_defs {\n}\n",
        "ka.conf: there is no vrrp_instance in it, and so nothing for fipd"),
    (INSTANCE, "", "ka.conf: there is no vrrp_instance in it, and so nothing for fipd"),
    (INSTANCE, INSTANCE + INSTANCE, "ka.conf:15: vrrp_instance VI_1 is there already, at line "
        "1; give each its own name"),
    (INSTANCE, INSTANCE + INSTANCE.replace("_1", "_2") + INSTANCE.replace("_1", "_3"),
        "ka.conf:29: vrrp_instance VI_3 is one too many; two at most are migrated, so cut the "
        "file into several"),
    (INSTANCE, 10 * 1024 * 1024 * "#",
        "ka.conf: larger than a file of its kind can be: 1 MB at most, in text"),
    (INSTANCE, 20001 * "a\n", "ka.conf:20001: the directive is one too many; 20000 are read"),
)
# What is printed all the same, with something to fill in: a change, and what is said of it.
OPEN = (
    ("priority 150", "priorty 150", "FILL IN: ka.conf:5: priorty: keepalived has no such "
        "keyword in vrrp_instance; did you mean priority?"),
    ("priority 150", "frobnicate on", "FILL IN: ka.conf:5: frobnicate: is no keyword in "
        "vrrp_instance that fipctl knows; see what it does, and whether fipd.yaml(5) has it"),
    (INSTANCE, INSTANCE + "vrrp_instanse VI_2 {\n}\n", "FILL IN: ka.conf:15: vrrp_instanse "
        "VI_2 (to line 16): keepalived has no such keyword at the top; did you mean "
        "vrrp_instance?"),
    ("advert_int 1", "advert_int 100", "FILL IN: ka.conf:6: advert_int: interval: 100 s is "
        "above 60 s; 10 ms to 60 s is allowed"),
    ("192.0.2.2\n", "192.0.2.2\n        192.0.2.3\n", "FILL IN: ka.conf:10: 192.0.2.3: is one "
        "node too many: a pair has two; for more, keep keepalived or use Pacemaker"),
    ("192.0.2.100/24", "192.0.2.0/24", "FILL IN: ka.conf:12: 192.0.2.0/24: fips: 192.0.2.0/24 "
        "is the address of the network itself; "),
    ("192.0.2.100/24", "192.0.2.100/24\n        192.0.2.101/24 dev eth9",
        "FILL IN: ka.conf:13: 192.0.2.101/24: is on eth9, and the F-IPs of a pair are on one "
        "interface, here eth0; make a pair of its own for it"),
    ("192.0.2.100/24", "$VIP", "FILL IN: ka.conf:12: $VIP: fips: '$VIP' is not an address; "),
    ("state MASTER", "state MASTER\n    nopreempt", "FILL IN: ka.conf:3: nopreempt: keepalived "
        "ignores it beside state MASTER; write failback: manual if the F-IPs shall stay, else "
        "leave it out"),
    ("192.0.2.2\n", "192.0.2.1\n", "FILL IN: ka.conf:1: vrrp_instance VI_1: "),
    (INSTANCE, INSTANCE + "vrrp_sync_group G {\n  group {\n    VI_1\n    VI_9\n  }\n}\n",
        "FILL IN: ka.conf:18: VI_9: there is no vrrp_instance of this name"),
)


def manual_keywords():
    """Return the keywords of keepalived.conf(5) of this host, by the block they are for."""
    with gzip.open(KEEPALIVED_MANUAL, "rt") as file:
        sections = {one.partition("\n")[0].strip('" '): re.findall(
            r"(?m)^ *\\fB([a-z_0-9]+)", one) for one in re.split(r"(?m)^\.SH ", file.read())}
    found = sections["Global definitions"]
    start = found.index("global_defs")
    return {"top": found[:start], "global": found[start + 1:],
        "group": sections["VRRP synchronization group(s)"][1:],
        "instance": [one for one in sections["VRRP instance(s)"][1:]
            if not one.startswith("auth_")]}


def said_lines(text, name):
    """Return the lines of a configuration that a text speaks of."""
    lines = set()
    for first, last in re.findall(rf"{re.escape(name)}:(\d+): (?:[^\n]*?\(to line (\d+))?",
            text):
        lines |= set(range(int(first), int(last or first) + 1))
    return lines


def directive_lines(text):
    """Return the lines of a configuration that say something: no brace, no comment alone."""
    plain = [re.sub(r"[#!].*", "", line).strip() for line in text.splitlines()]
    return {number for number, line in enumerate(plain, 1)
        if line.strip("{} ") and not line.startswith(("$", "include"))}


class Migrate(MigrateCase):
    def test_the_table_has_eleven_configurations(self):
        files = sorted(name for name in os.listdir(FOLDER) if name.endswith(".conf"))
        self.assertEqual([f"{name}.conf" for name in sorted(TABLE)], files)
        self.assertEqual(11, len(files))

    @unittest.skipUnless(shutil.which("keepalived"), "asks keepalived itself")
    def test_keepalived_knows_every_keyword_of_them(self):
        for name in TABLE:
            with self.subTest(name):
                done = subprocess.run(["keepalived", "--config-test", "--log-console",
                    f"--use-file={name}.conf"], capture_output=True, text=True, cwd=FOLDER,
                    env=environment(), timeout=120)
                self.assertNotRegex(done.stdout + done.stderr,
                    "(?i)unknown keyword|unexpected|missing|invalid")

    @unittest.skipUnless(os.path.exists(KEEPALIVED_MANUAL), "reads keepalived.conf(5)")
    def test_every_keyword_of_the_manual_of_keepalived_is_known(self):
        words = manual_keywords()
        self.assertGreater(sum(map(len, words.values())), 180)
        lines = [f"    {one} 1" for one in words["instance"] if one not in TRANSLATED]
        text = "\n".join(["global_defs {", *words["global"], "}", *words["top"],
            "vrrp_sync_group G {", *words["group"], "}", "vrrp_instance VI_1 {", *lines, "}"])
        self.write(text)
        out = self.migrate("ka.conf", ends=UNFINISHED).stdout
        self.assertNotIn("keyword", out)
        self.assertEqual(set(), directive_lines(text) - said_lines(out, "ka.conf")
            - {1, text.splitlines().index("vrrp_instance VI_1 {") + 1})

    def test_each_configuration_becomes_the_settings_of_the_table(self):
        for name, (ends, documents, _) in TABLE.items():
            with self.subTest(name):
                out = self.migrate(f"{name}.conf", ends=ends, folder=FOLDER).stdout
                self.assertEqual(documents,
                    [read_settings(one) for one in re.split("(?m)^---$", out)])

    def test_what_is_not_translated_is_told_with_its_line(self):
        for name, (ends, _, told) in TABLE.items():
            with self.subTest(name):
                done = self.migrate(f"{name}.conf", ends=ends, folder=FOLDER)
                found = re.findall(r"^fipctl: (FILL IN|NO COUNTERPART): [^:]+:(\d+): "
                    r"([^:(]+?)(?: \(to|:)", done.stderr, re.M)
                self.assertEqual(told, [f"{kind}: {line} {what}" for kind, line, what in found])
                for line in done.stderr.splitlines()[:-1]:
                    self.assertIn(f"# {line.removeprefix('fipctl: ')}\n", done.stdout)
                counts = [sum(one.startswith(kind) for one in told)
                    for kind in ("FILL", "NO")]
                if told:
                    self.assertEqual(f"fipctl: to fill in: {counts[0]}; without a "
                        f"counterpart: {counts[1]}; each is a comment at its place",
                        done.stderr.splitlines()[-1])

    def test_no_line_of_a_configuration_goes_unsaid(self):
        for name, (ends, _, _) in TABLE.items():
            with self.subTest(name):
                out = self.migrate(f"{name}.conf", ends=ends, folder=FOLDER).stdout
                for file in ([f"{name}.conf"] if not name.startswith("09")
                        else ["09.d/site.conf"]):
                    with open(os.path.join(FOLDER, file)) as opened:
                        text = opened.read()
                    frames = {number for number, line in enumerate(text.splitlines(), 1)
                        if re.match(r"\s*(global_defs|authentication|group|unicast_peer|"
                            r"track_interface|track_script|virtual_ipaddress(_excluded)?)\b", line)}
                    self.assertEqual(set(),
                        directive_lines(text) - frames - said_lines(out, file))

    def test_fipd_takes_what_is_whole_and_misses_only_what_is_to_be_filled_in(self):
        for name, (ends, documents, told) in TABLE.items():
            for one in documents:
                with self.subTest(name, pair=one["pair"]):
                    out = self.migrate(f"{name}.conf", one["pair"], folder=FOLDER,
                        ends=ends).stdout
                    missing = sorted({"peer", "role"} - one.keys())
                    lines = self.check(out)
                    programs = [line for line in lines if line.endswith(" does not exist")]
                    self.assertEqual(0 if missing else out.count(" does not exist; "),
                        len(programs))
                    found = sorted(re.search(r": (\w+): is missing", line)[1]
                        for line in lines if line not in programs)
                    self.assertEqual(missing, found)
                    self.assertEqual(missing, sorted(re.findall(r"(?m)^#(\w+):$", out)))

    def test_peer_and_role_can_be_given_and_then_nothing_is_missing(self):
        out = self.migrate("--peer", "192.0.2.9", "01-two-web-servers.conf",
            folder=FOLDER).stdout
        self.assertEqual("192.0.2.9", read_settings(out)["peer"])
        self.assertEqual([], self.check(out))
        out = self.migrate("--peer", "192.0.2.9", "03-mail-and-notify.conf", folder=FOLDER,
            ends=UNFINISHED).stdout
        self.assertEqual(3 * [f"{ROLE} does not exist"],
            [line.split(": ")[-1] for line in self.check(out)])
        out = self.migrate("04-nopreempt.conf", "--role", "standby", folder=FOLDER).stdout
        self.assertEqual("standby", read_settings(out)["role"])
        self.assertEqual([], self.check(out))

    def test_a_password_is_not_printed(self):
        done = self.migrate("01-two-web-servers.conf", ends=UNFINISHED, folder=FOLDER)
        self.assertNotIn("s3cret", done.stdout + done.stderr)

    def test_what_is_whole_is_told_without_a_word_on_standard_error(self):
        self.write(INSTANCE)
        done = self.migrate("ka.conf")
        self.assertEqual("", done.stderr)
        self.assertEqual([], self.check(done.stdout))

    def test_what_cannot_be_read_is_refused_with_its_line(self):
        for old, new, complaint in REFUSED:
            with self.subTest(complaint):
                self.assertEqual(1, INSTANCE.count(old))
                self.write(INSTANCE.replace(old, new))
                done = self.migrate("ka.conf" if "./" not in complaint else "./ka.conf", ends=1)
                self.assertEqual(("", f"fipctl: {complaint}\n"), (done.stdout,
                    done.stderr.replace("./ka.conf:2: ", "ka.conf:2: ")))

    def test_what_must_be_decided_is_told_and_the_rest_is_printed(self):
        for old, new, told in OPEN:
            with self.subTest(told):
                self.assertEqual(1, INSTANCE.count(old))
                self.write(INSTANCE.replace(old, new))
                done = self.migrate("ka.conf", ends=UNFINISHED)
                self.assertIn(f"fipctl: {told}", done.stderr)
                self.assertIn(f"# {told}", done.stdout)
                self.assertEqual("VI_1", read_settings(done.stdout)["pair"])

    def test_files_that_cannot_be_opened(self):
        self.assertEqual("fipctl: none.conf: No such file or directory; keepalived's is "
            "/etc/keepalived/keepalived.conf\n", self.migrate("none.conf", ends=1).stderr)
        os.mkfifo(os.path.join(self.folder, "pipe"))
        self.assertEqual("fipctl: pipe: not a regular file\n",
            self.migrate("pipe", ends=1).stderr)

    @unittest.skipUnless(os.geteuid() == 0, "gives a file to nobody's eyes: needs root")
    def test_a_file_that_this_user_may_not_read(self):
        path = self.write(INSTANCE)
        os.chmod(self.folder, 0o755)
        os.chmod(path, 0o600)
        done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            os.environ["FIPCTL"], "migrate", path], capture_output=True, text=True,
            env=environment(), timeout=120)
        self.assertEqual((1, f"fipctl: {path}: Permission denied: be root for it\n"),
            (done.returncode, done.stderr))

    def test_two_files_that_include_each_other(self):
        self.write("include b.conf\n", "a.conf")
        self.write("\ninclude a.conf\n", "b.conf")
        self.assertEqual("fipctl: b.conf:2: a.conf is included here, and is being read "
            "already; remove one of the include lines\n", self.migrate("a.conf", ends=1).stderr)

    def test_an_instance_that_is_not_there(self):
        done = self.migrate("07-active-active.conf", "THIRD", ends=1, folder=FOLDER)
        self.assertEqual(("", "fipctl: there is no vrrp_instance THIRD; there is FIRST and "
            "SECOND\n"), (done.stdout, done.stderr))

    def test_a_wrong_command_line(self):
        self.write(INSTANCE)
        for words, complaint in ((("migrate",), "an argument is missing: usage: fipctl migrate "
                "[--peer ADDRESS] [--role ROLE] FILE [INSTANCE]"),
                (("migrate", "ka.conf", "--role", "master"), "--role: 'master' is not one of its values; active or standby is "
                "allowed"),
                (("migrate", "ka.conf", "--peer", "n2"), "--peer: 'n2' is not an address")):
            with self.subTest(complaint):
                self.assertIn(f"fipctl: {complaint}", self.complained(*words, ends=64))

    def test_control_characters_reach_no_terminal(self):
        self.write(INSTANCE.replace("virtual_router_id", "x\x1b[2J y"))
        done = self.migrate("ka.conf", ends=UNFINISHED)
        self.assertNotIn("\x1b", done.stdout + done.stderr)
        self.assertEqual([], self.check(done.stdout))
