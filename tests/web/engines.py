"""engines - what FindProxyForURL of a script answers in duktape and in pacparser.

Duktape is a small engine of today; pacparser carries the SpiderMonkey of Firefox 3, which
knows no JSON and no trim(), and its helpers.  Names are resolved by a table; each answer
is a pair: what the script returned, and which resolvers it asked on the way.
"""

import json
import subprocess
import tempfile

import pacparser

PLAIN = 'function isPlainHostName(host) { return host.indexOf(".") < 0; }\n'
RESOLVER = """
var ASKED = "";
var NAMES = %s;
function dnsResolve(host) {
    ASKED += "4";
    return NAMES[host] ? NAMES[host][0] : null;
}
"""
RESOLVER_EX = """
dnsResolveEx = function (host) {
    ASKED += "6";
    return NAMES[host] ? NAMES[host][1] : "";
};
"""
NO_RESOLVER_EX = "dnsResolveEx = undefined;\n"
WRAP = """
var inner = FindProxyForURL;
FindProxyForURL = function (url, host) {
    ASKED = "";
    var answer = inner(url, host);
    return answer + "|" + ASKED;
};
"""


def surround(script, names, extended):
    return (RESOLVER % json.dumps(names) + (RESOLVER_EX if extended else NO_RESOLVER_EX)
        + script + WRAP)


def run_duk(text):
    with tempfile.NamedTemporaryFile("w", suffix=".js") as file:
        file.write(text)
        file.flush()
        done = subprocess.run(["duk", file.name], capture_output=True, text=True, check=False,
            timeout=60)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout.splitlines()


def url_of(host):
    return f"http://{host}/"


def ask_duk(script, hosts, names, extended):
    asks = "".join(f"print(FindProxyForURL({json.dumps(url_of(host))}, {json.dumps(host)}));\n"
        for host in hosts)
    lines = run_duk(PLAIN + surround(script, names, extended) + asks)
    return [tuple(line.split("|")) for line in lines]


def ask_pacparser(script, hosts, names, extended):
    pacparser.init()
    try:
        pacparser.parse_pac_string(surround(script, names, extended))
        return [tuple(pacparser.find_proxy(url_of(host), host).split("|")) for host in hosts]
    finally:
        pacparser.cleanup()


def evaluate_old(expression):
    """Evaluate an expression in pacparser's engine."""
    pacparser.init()
    try:
        pacparser.parse_pac_string(
            f"function FindProxyForURL(url, host) {{ return String({expression}); }}")
        return pacparser.find_proxy(url_of("a"), "a")
    finally:
        pacparser.cleanup()


ENGINES = {"duktape": ask_duk, "pacparser": ask_pacparser}
