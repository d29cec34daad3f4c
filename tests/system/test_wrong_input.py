"""What people and programs get wrong: to each wrong input its message, letter for letter, and its
exit code.

Each row is a line of a shell on n1, whose pair serves meanwhile; what is shown is all that it
prints.  The message names the file, line or object, says what is wrong and what would be right.
At the end nothing has moved, and no setting has changed.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.network import source_folder

PRELUDE = """\
as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
good='redundancy: on
role: active
peer: 192.168.0.2
fips: [192.168.0.100/24]
key_file: /run/wrong/key
port: 7901'
check() { printf '%s\\n' "$@" >fipd.yaml; fipd --check fipd.yaml; }
also() { check "$good" "$@"; }
start() {
	check "$good" >/dev/null
	fipd -c fipd.yaml --state /run/wrong/state --control /run/wrong/sock --log stderr --user root "$@"
}
informs() {
	printf '%s\\n' "$@" >informs.conf
	chmod 600 informs.conf
	fipd-agentx --check --informs informs.conf
}
ask() { /usr/bin/python3 ask.py "$1" /run/fipd/control.sock; }
read_only() { /usr/bin/python3 ask.py "$1" /run/fipd/control.sock.read; }
reset() { rm -rf *.yaml *.conf pipe state sock; printf '1 %064d\\n' 7 >key; chmod 600 key; }
reset
"""
ASK = """\
import json, socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.settimeout(30)
connection.connect(sys.argv[2])
connection.sendall(sys.argv[1].encode() + b"\\n")
answer = json.loads(connection.makefile().readline())
print(answer.get("error"), "-", answer.get("text"))
sys.exit(0 if answer["ok"] else 1)
"""

COMMAND_LINES = (
    ("fipd --frobnicate", 64,
        "fipd: --frobnicate is no option of fipd; see fipd --help [FIP-201]"),
    ("fipd --conf", 64,
        "fipd: --conf needs a value; see fipd --help [FIP-201]"),
    ("fipd --config ''", 64,
        "fipd: --config needs a value; see fipd --help [FIP-201]"),
    ("fipd --debug=1", 64,
        "fipd: --debug=1 is no option of fipd; see fipd --help [FIP-201]"),
    ("fipd fipd.yaml", 64,
        "fipd: fipd.yaml is one argument too many; see fipd --help [FIP-201]"),
    ("fipd --check one.yaml two.yaml", 64,
        "fipd: two.yaml is one argument too many; see fipd --help [FIP-201]"),
    ("fipd --log paper", 64,
        "fipd: paper is no place to log: stderr, syslog or both is; see fipd --help [FIP-201]"),
    ("fipd --schema=xml", 64,
        "fipd: xml is no form of the schema: yaml or mdoc is; see fipd --help [FIP-201]"),
    ("fipd-fence", 64,
        "fipd-fence: only a fipd of the same version starts it; see fipd(8)"),
    ("fipd-web --port 80", 64,
        "fipd-web: --port is no option; try fipd-web --help"),
    ("fipd-web --control", 64,
        "fipd-web: --control needs a value; try fipd-web --help"),
    ("fipd-web --debug=much", 64,
        "fipd-web: --debug takes no value; try fipd-web --help"),
    ("fipd-web now", 64,
        "fipd-web: now is one argument too many; try fipd-web --help"),
    ("fipd-agentx --agentx", 64,
        "fipd-agentx: --agentx needs a value; try fipd-agentx --help"),
    ("fipd-agentx --context a/b", 64,
        "fipd-agentx: a context is a name of at most 32 characters without '/'; try fipd-agentx "
        "--help"),
    ("fipd-agentx --lock ''", 64,
        "fipd-agentx: --lock needs a value; try fipd-agentx --help"),
    ("fipd-mibs --frobnicate", 64,
        "fipd-mibs: --frobnicate is no option; usage: fipd-mibs [--into FOLDER] [PACKAGE.deb]"),
    ("fipd-mibs --into", 64,
        "fipd-mibs: --into needs a folder; usage: fipd-mibs [--into FOLDER] [PACKAGE.deb]"),
    ("fipd-mibs --into mibs no-such.deb", 1,
        "fipd-mibs: no-such.deb cannot be read: the package erlang-snmp is needed, as 'apt-get "
        "download erlang-snmp' brings it"),
    ("fipctl --frobnicate", 64,
        "fipctl: --frobnicate is no option; fipctl --help lists them"),
    ("fipctl --c now", 64,
        "fipctl: --c is no option; fipctl --help lists them"),
    ("fipctl --control ''", 64,
        "fipctl: --control needs a value; fipctl --help lists them"),
    ("fipctl statsu", 64,
        "fipctl: there is no verb statsu; did you mean status?"),
    ("fipctl events -n", 64,
        "fipctl: -n needs a value; fipctl --help lists them"),
    ("fipctl events -n some", 64,
        "fipctl: -n some: a whole number is expected"),
    ("fipctl watch --after -1", 64,
        "fipctl: --after -1: a whole number is expected"),
    ("fipctl reload fipd.yaml", 64,
        "fipctl: too many arguments: usage: fipctl reload"),
    ("fipctl reload --json", 64,
        "fipctl: reload does not take --json"),
    ("fipctl show", 64,
        "fipctl: an argument is missing: usage: fipctl show config [--json]"),
    ("fipctl show key", 64,
        "fipctl: show key: only config can be shown"),
    ("fipctl maintenance", 64,
        "fipctl: an argument is missing: usage: fipctl maintenance on|off [--for SPAN] "
        "[--force] [--no-wait]"),
    ("fipctl maintenance yes", 64,
        "fipctl: maintenance yes: on or off is expected"),
    ("fipctl maintenance on --for soon", 64,
        "fipctl: --for soon: a time of 1 s to 30 days is expected, as in 90 s, 30 min or 2h"),
    ("fipctl maintenance on --for 31d", 64,
        "fipctl: --for 31d: a time of 1 s to 30 days is expected, as in 90 s, 30 min or 2h"),
    ("fipctl maintenance off --for 2h", 64,
        "fipctl: --for: only maintenance that is switched on ends by itself"),
    ("fipctl drill now", 64,
        "fipctl: too many arguments: usage: fipctl drill [--json]"),
    ("fipctl drill --force", 64,
        "fipctl: drill does not take --force"),
    ("fipctl drill --state", 64,
        "fipctl: --state needs a value; fipctl --help lists them"),
    ("fipctl drill --state /run/wrong/none | grep -a ' disk '", 0,
        "note  disk      /run/wrong/none: No such file or directory"),
    ("fipctl support one two", 64,
        "fipctl: too many arguments: usage: fipctl support [FILE]"),
    ("fipctl support --json", 64,
        "fipctl: support does not take --json"),
    ("fipctl support key", 1,
        "fipctl: key: it is there already, and nothing is overwritten; name another one"),
    ("fipctl support /run/wrong", 1,
        "fipctl: /run/wrong: it is there already, and nothing is overwritten; name another one"),
    ("fipctl support none/bundle", 1,
        "fipctl: none/bundle: No such file or directory"),
    ("fipctl support ''", 64,
        "fipctl: support '': the name of a file is expected"),
    ("fipctl switchover --peer-is-off", 64,
        "fipctl: --peer-is-off goes with --force"),
    ("fipctl page --within 0", 64,
        "fipctl: --within 0: 1 to 86400 seconds are possible"),
    ("fipctl restart-plan --within soon", 64,
        "fipctl: --within soon: a whole number is expected"),
    ("fipctl --timeout 2h status", 64,
        "fipctl: --timeout 2h: 0.001 to 3600 seconds are possible"),
    ("fipctl explain FIP-999", 1,
        "fipctl: there is no message FIP-999; `fipctl explain all` lists them"),
    ("fipctl set count", 64,
        "fipctl: count: NAME=VALUE in UTF-8 is expected, as in count=5"),
    ("fipctl check -w 5s", 3,
        "fipctl: --warning 5s: 0.001 to 3600 seconds are possible\n"
        "FIPD UNKNOWN - the command line is wrong, see fipctl(8)"),
    ("fipctl replay /run/wrong/none", 2,
        "fipctl: /run/wrong/none: No such file or directory"),
    ("fipctl replay key", 2,
        "fipctl: key: byte 0: the file ends within a record; is this a recording of fipd?\n"
        "fipctl: nothing in it can be played by this fipctl"),
    ("fipctl doctor --snmpd /run/wrong | grep ' snmpd '", 0,
        "fault snmpd     /run/wrong: it is no regular file: name the file itself with --snmpd"),
)

CONFIGURATIONS = (
    ("fipd --check none.yaml", 78,
        "none.yaml: cannot be read: No such file or directory"),
    ("fipd --check /run", 78,
        "/run: cannot be read: not a regular file"),
    ("mkfifo pipe; fipd --check pipe", 78,
        "pipe: cannot be read: not a regular file"),
    ("head -c 2000000 /dev/zero | tr '\\0' '#' >big.yaml; fipd --check big.yaml", 78,
        "big.yaml: is larger than 1 MiB, so it is no file of settings"),
    ("check ''", 78,
        "fipd.yaml: peer: is missing; write the real IP of the other node, as in 'peer: "
        "192.168.0.2'"),
    ("check '{'", 78,
        "fipd.yaml:2:1: not YAML from here on: did not find expected node content while parsing "
        "a flow node"),
    ("also 'count: 5 heartbeats'", 78,
        "fipd.yaml:7:8: count: '5 heartbeats' is not a whole number; 2 to 100 is allowed"),
    ("also 'interval: 2s' 'interval: 2 s'", 78,
        "fipd.yaml:8:1: interval: is set a second time; the first is at 7:1"),
    ("also 'failback: auto'", 78,
        "fipd.yaml:7:11: failback: 'auto' is not one of its values; automatic or manual is "
        "allowed"),
    ("also 'failback_delay: 2 h'", 78,
        "fipd.yaml:7:17: failback_delay: 7200 s is above 3600 s; 0 s to 3600 s is allowed"),
    ("also 'failback_delay: 2 weeks'", 78,
        "fipd.yaml:7:17: failback_delay: '2 weeks' is not a time in s or whole ms, as in '500 ms'; "
        "0 s to 3600 s is allowed"),
    ("also 'outsiders: ignore'", 78,
        "fipd.yaml:7:12: outsiders: 'ignore' is not one of its values; remove or tell is allowed"),
    ("also 'interface: eth0:1'", 78,
        "fipd.yaml:7:12: interface: 'eth0:1' cannot be used; allowed: an interface of at most 15 "
        "characters, no alias such as eth0:1"),
    ("also 'address: 192.168.0.2'", 78,
        "fipd.yaml: peer: 192.168.0.2 is this node's own address; the real IP of the other node "
        "is needed"),
    ("also 'references: [192.168.0.100]'", 78,
        "fipd.yaml: references: 192.168.0.100 is an F-IP; a reference is an address of a third "
        "host, which answers whoever is active"),
    ("also 'mute: [peerlost]'", 78,
        "fipd.yaml:7:8: mute: 'peerlost' is no kind of event; fipctl events names them, as in "
        "peerLost"),
    ("also 'pac: on' 'peer_proxy: 192.168.0.100'", 78,
        "fipd.yaml: peer_proxy: 192.168.0.100 is an F-IP; the script names the proxies by "
        "addresses that stay"),
    ("also 'status_networks: [192.168.0.1/16]'", 78,
        "fipd.yaml:7:19: status_networks: 192.168.0.1/16 is an address within a network; the "
        "network is 192.168.0.0/16"),
    ("also 'status_refresh: 10 ms'", 78,
        "fipd.yaml:7:17: status_refresh: 10 ms is below 1 s; 1 s to 3600 s is allowed"),
    ("also 'links:' '  - interface: eth1' '    address: 10.0.0.1'", 78,
        "fipd.yaml:8:5: links: peer is missing"),
    ("also 'node: n 1'", 78,
        "fipd.yaml:7:7: node: 'n 1' cannot be used; allowed: 1 to 32 letters, digits, '-', '_' "
        "or '.'"),
    ("also 'proxy_weight: 101'", 78,
        "fipd.yaml:7:15: proxy_weight: 101 is above 100; 1 to 100 is allowed"),
    ("check 'redundancy: on' 'role: active' 'peer: 192.168.0.2' 'fips: [192.168.0.2/24]'", 78,
        "fipd.yaml: fips: 192.168.0.2 is the peer's real IP; an F-IP is an address that no host "
        "has for its own"),
    ("check 'key_file: key' 'peer: 192.168.0.2'", 78,
        "fipd.yaml:1:11: key_file: 'key' cannot be used; allowed: an absolute path of at most "
        "255 bytes"),
    ("check 'peer: 192.168.0.2' 'links: 2'", 78,
        "fipd.yaml:2:8: links: is not a list; write one '- { interface: eth1, address: 10.0.0.1, "
        "peer: 10.0.0.2 }' a line"),
    ("check 'peer: 192.168.0.2' 'routed: maybe'", 78,
        "fipd.yaml:2:9: routed: 'maybe' is not one of its values; yes or no is allowed"),
    ("check 'peer: 192.168.0.2' 'auth: md5'", 78,
        "fipd.yaml:2:7: auth: 'md5' is not one of its values; hmac or none is allowed"),
)

SETTINGS = (
    ("fipctl set colour=blue", 1,
        "fipctl: refused: colour: there is no such setting; fipd.yaml(5) lists them\n"
        "fipctl: at fault: colour=blue"),
    ("fipctl set count=1", 1,
        "fipctl: refused: count: 1 is below 2; 2 to 100 is allowed\n"
        "fipctl: at fault: count=1"),
    ("fipctl set count=7 role=master", 1,
        "fipctl: refused: role: 'master' is not one of its values; active or standby is allowed\n"
        "fipctl: at fault: role=master"),
    ("fipctl set key_file=/etc/key", 1,
        "fipctl: refused: key_file: cannot be changed at run time; change it in fipd.yaml and "
        "reload\n"
        "fipctl: at fault: key_file=/etc/key"),
    ("fipctl set peer=192.168.0.1", 1,
        "fipctl: refused: peer: 192.168.0.1 is an address of this node; the real IP of the other "
        "node is needed\n"
        "fipctl: at fault: peer=192.168.0.1"),
    ("fipctl set fips=192.168.0.1/24", 1,
        "fipctl: refused: the address towards peer 192.168.0.2 is an F-IP; set `address` to the "
        "real IP of this node\n"
        "fipctl: at fault: fips=192.168.0.1/24"),
    ("fipctl set fips=", 1,
        "fipctl: refused: fips: is missing while redundancy is on; write the floating addresses, "
        "as in 'fips: [192.168.0.100/24]'\n"
        "fipctl: at fault: fips="),
    ("fipctl set count=6 count=7", 64,
        "fipctl: count: is set a second time"),
    ("fipctl set redundancy=perhaps", 1,
        "fipctl: refused: redundancy: 'perhaps' is not one of its values; on or off is allowed\n"
        "fipctl: at fault: redundancy=perhaps"),
    ("fipctl restart-plan --within 601", 64,
        "fipctl: --within 601: 0 to 600 seconds are possible"),
)

CONTROL_SOCKET = (
    ("ask 'status'", 1,
        "badRequest - this is no JSON: '[' or '{' expected near 'status' (at byte 6)"),
    ("ask '{\"op\": \"status\"'", 1,
        "badRequest - this is no JSON: '}' expected near end of file (at byte 15)"),
    ("ask '[]'", 1,
        'badRequest - a request is an object with a text "op"'),
    ("ask '{\"op\": 1}'", 1,
        'badRequest - a request is an object with a text "op"'),
    ("ask '{\"op\": \"reboot\"}'", 1,
        'badRequest - there is no op "reboot"'),
    ("ask '{\"op\": \"status\", \"op\": \"free\"}'", 1,
        "badRequest - this is no JSON: duplicate object key near '\"op\"' (at byte 21)"),
    ("ask '{\"op\": \"status\", \"id\": 1.5}'", 1,
        "badRequest - id is an integer or a text of at most 64 bytes"),
    ("ask '{\"op\": \"events\", \"after\": -1, \"max\": 5}'", 1,
        "badRequest - after and max are numbers from 0"),
    ("ask '{\"op\": \"action\", \"action\": \"explode\"}'", 1,
        "badRequest - action is one of: switchover, forceSwitchover, peerIsOff, clearFault, "
        "resetCounters"),
    ("ask '{\"op\": \"prepare\", \"set\": {\"count\": 7}}'", 1,
        'wrongValue - prepare needs "set", a list of at most 48 settings'),
    ("ask '{\"op\": \"prepare\", \"set\": [{\"name\": \"count\"}]}'", 1,
        'wrongValue - set[0] needs a text "name" and a text "value"'),
    ("ask '{\"op\": \"commit\"}'", 1,
        "commitFailed - there is nothing prepared, or it is more than 2 s old"),
    ("ask '{\"op\": \"acknowledge\", \"cursor\": \"a\", \"sequence\": 99999}'", 1,
        "badRequest - there is no event 99999 yet"),
    ("ask '{\"op\": \"served\", \"requests\": -3}'", 1,
        "badRequest - requests is a number from 0 to 4294967295"),
    ("read_only '{\"op\": \"action\", \"action\": \"switchover\"}'", 1,
        "forbidden - action: whoever comes by this socket may only read; the other one is for "
        "root and the group fipd"),
    ("fipctl --control /run/fipd/control.sock.read switchover", 1,
        "fipctl: refused: action: whoever comes by this socket may only read; the other one is "
        "for root and the group fipd"),
    ("fipctl --control /run/wrong/none", 69,
        "fipctl: /run/wrong/none: there is no such socket: fipd does not run; start it "
        "(systemctl start fipd), or name its socket with --control PATH"),
    ("fipctl --control /run/wrong", 69,
        "fipctl: /run/wrong: this is no socket; name that of fipd with --control PATH"),
    ("fipctl --control key status", 69,
        "fipctl: key: this is no socket; name that of fipd with --control PATH"),
    ("fipctl --control /etc/passwd/sock status", 69,
        "fipctl: /etc/passwd/sock: this is no socket; name that of fipd with --control PATH"),
)

PERMISSIONS = (
    ("as_nobody fipctl status", 69,
        "fipctl: /run/fipd/control.sock: permission denied: be root or a member of group fipd "
        "(usermod -aG fipd USER, then log in again)"),
    ("as_nobody fipctl drill", 69,
        "fipctl: /run/fipd/control.sock: permission denied: be root or a member of group fipd "
        "(usermod -aG fipd USER, then log in again)"),
    ("as_nobody fipctl support bundle", 1,
        "fipctl: bundle: Permission denied"),
    ("as_nobody fipctl check", 3,
        "FIPD UNKNOWN - /run/fipd/control.sock: permission denied: be root or a member of group "
        "fipd (usermod -aG fipd USER, then log in again)"),
    ("also >/dev/null; chmod 600 fipd.yaml; as_nobody fipd --check fipd.yaml", 78,
        "fipd.yaml: cannot be read: Permission denied"),
    ("also >/dev/null; as_nobody fipd -c fipd.yaml --log stderr", 77,
        "CAP_NET_ADMIN and CAP_NET_RAW missing: start fipd by its unit (systemctl start fipd) or "
        "as root [FIP-210]"),
    ("start --user nobody-such", 64,
        "there is no user nobody-such: `systemd-sysusers` makes those of fipd, or name another one "
        "with --user [FIP-201]"),
    ("also >/dev/null; as_nobody fipd -c fipd.yaml --log stderr --user root", 77,
        "only root can start fipd as another user: leave --user out, or start it as root [FIP-210]"),
    ("mkdir -m 700 state; start --control /none/sock", 71,
        "fipd: the recording is written each second, for /none/sock.recording cannot be used to "
        "keep what is not yet written: No such file or directory [FIP-349]\n"
        "fipd: no control socket at /none/sock: No such file or directory; make its "
        "folder for fipd's user, or name another with --control [FIP-207]"),
    ("echo >state; start", 71,
        "fipd: the state folder /run/wrong/state cannot be used: Not a directory; give it to the "
        "user fipd runs as, or name another with --state [FIP-204]"),
    ("echo >sock; mkdir -m 700 state; start", 71,
        "fipd: no control socket at /run/wrong/sock: File exists; remove it, or "
        "name another with --control [FIP-207]"),
    ("as_nobody fipd-mibs", 1,
        "fipd-mibs: only root can write to /usr/share/snmp/mibs and /etc/snmp/snmp.local.conf: "
        "run it as root"),
    ("informs >/dev/null; as_nobody fipd-agentx --check --informs informs.conf", 78,
        "fipd-agentx: informs.conf: Permission denied: no informs are sent; a file is needed "
        "that fipd-agentx can read"),
    ("echo x >informs.conf; chmod 644 informs.conf; fipd-agentx --check --informs informs.conf", 78,
        "fipd-agentx: informs.conf: everybody can read or write it, and it has passwords: chmod "
        "0640\n"
        "fipd-agentx: informs.conf:1: the receiver is named by its address, with a port if that "
        "is not 162; names are not looked up; this receiver gets no informs"),
    ("informs 'inform 192.168.0.10'", 78,
        "fipd-agentx: informs.conf:1: the address of the receiver is the last word of the line, "
        "and only options stand before it; this receiver gets no informs"),
    ("informs '-v 9 192.168.0.10'", 78,
        "Invalid version specified after -v flag: 9\n"
        "fipd-agentx: informs.conf:1: it is not understood: write what snmpinform(1) takes, as "
        "-v 3 -u USER -l authPriv -a SHA-256 -A ... -x AES -X ... ADDRESS; this receiver gets no "
        "informs"),
)

ENVIRONMENT = (
    ("FIPD_CONTROL=/run/wrong/none fipctl", 69,
        "fipctl: /run/wrong/none: there is no such socket: fipd does not run; start it "
        "(systemctl start fipd), or name its socket with --control PATH"),
    ("FIPD_CONTROL=/run/wrong/none fipctl drill", 69,
        "fipctl: /run/wrong/none: there is no such socket: fipd does not run; start it "
        "(systemctl start fipd), or name its socket with --control PATH"),
    ("fipctl drill --state /run >/dev/full", 1,
        "fipctl: cannot write the output: No space left on device"),
    ("fipctl support /proc/bundle", 1,
        "fipctl: /proc/bundle: No such file or directory"),
    ("mkdir full; mount -t tmpfs -o size=4k tmpfs full; fipctl support full/bundle; "
        "ls full; umount full", 0,
        "gzip: stdout: No space left on device\n"
        "fipctl: full/bundle: gzip could not write it all"),
    ("FIPD_CONTROL=key fipctl check", 2,
        "FIPD CRITICAL - fipd is not heard: key: this is no socket; name that of fipd with "
        "--control PATH"),
    ("fipctl show config >/dev/full", 1,
        "fipctl: cannot write the output: No space left on device"),
    ("fipctl show config >&-", 1,
        "fipctl: cannot write the output: Bad file descriptor"),
    ("NOTIFY_SOCKET=nonsense WATCHDOG_USEC=often start --state /proc/none", 71,
        "fipd: the state folder /proc/none cannot be used: No such file or directory; give it to "
        "the user fipd runs as, or name another with --state [FIP-204]"),
)

TABLES = {"command lines": COMMAND_LINES, "configurations": CONFIGURATIONS, "settings": SETTINGS,
    "the control socket": CONTROL_SOCKET, "permissions": PERMISSIONS,
    "the environment": ENVIRONMENT}


class WrongInputTest(LabCase):
    def test_each_is_answered_as_its_table_says_and_does_no_harm(self):
        self.lab.configure(failback_delay="1 s")
        self.lab.start_pair()
        self.prepare()
        before = self.n1.status()
        for name, rows in TABLES.items():
            for line, code, told in rows:
                with self.subTest(name, line=line):
                    self.assert_answered(line, code, told)
        self.assertEqual(before["settings"], self.n1.status()["settings"])
        self.assertEqual(before["role"]["date"], self.n1.status()["role"]["date"])
        self.assertEqual(("active", "standby"), self.lab.roles())

    def prepare(self):
        """Make a folder for the rows, and their commands as they are called on a host."""
        self.n1.run(["mkdir", "-m", "755", "/run/wrong", "/run/wrong/bin"])
        for name in ("fipd", "fipd-fence", "fipd-web", "fipd-agentx", "fipctl"):
            self.n1.run(["ln", "-s", self.n1.program(name), "/run/wrong/bin/"])
        self.n1.run(["ln", "-s", os.path.join(source_folder(), "mib", "fipd-mibs"), "/run/wrong/bin/"])
        with open(self.n1.seen("/run/wrong/ask.py"), "w") as file:
            file.write(ASK)

    def answer(self, line):
        """Return what a row prints, and its exit code."""
        done = self.n1.run(["sh", "-c", f"cd /run/wrong; {PRELUDE}{{ {line}; }} 2>&1"],
            check=False, environment={"PATH": "/run/wrong/bin:/usr/sbin:/usr/bin:/sbin:/bin"})
        return done.stdout.strip(), done.returncode

    def assert_answered(self, line, code, told):
        self.assertEqual((told, code), self.answer(line))


if __name__ == "__main__":
    unittest.main()
