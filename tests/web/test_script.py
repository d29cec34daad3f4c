#!/usr/bin/python3
"""The PAC script: which one each of a million clients gets, and what it makes of hosts.

    FIPD_BUILD=build/dev tests/web/test_script.py [TEST...]
"""

import ipaddress
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import engines
import rule

TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("FIPD_BUILD", os.path.join(TOP, "build", "dev"))
PROGRAM = os.path.join(BUILD, "tests", "web", "scripts")
CLIENTS = 1000000
SIGMAS = 5
ABSENT = 255

A = ("192.168.0.1", 8080)
B = ("2001:db8::2", 3128)
TEXT_A = "192.168.0.1:8080"
TEXT_B = "[2001:db8::2]:3128"
BOTH = (TEXT_A, TEXT_B)
NETWORKS = ["127.0.0.0/8", "10.0.0.0/9", "192.168.5.128/25", "198.51.100.7/32",
    "2001:db8::/33", "fd00:1:2:3::/64", "::1/128"]

WELL = {"role": "active", "peer": "up", "peer_role": "standby"}
WELL_2 = {"role": "standby", "peer": "up", "peer_role": "active"}
FAULT = {"peer": "degraded", "peer_role": "fault"}
DEAD = {"peer": "communicationError", "peer_role": "unknown"}
# What is so on node 1 and on node 2, and which proxies are named then.
SAME = {
    "all is well": ({}, {}, BOTH),
    "the roles are swapped": (WELL_2, WELL, BOTH),
    "node 1 in maintenance": ({"maintenance": True}, {"peer_maintenance": True}, (TEXT_B,)),
    "node 2 in maintenance": ({"peer_maintenance": True}, {"maintenance": True}, (TEXT_A,)),
    "node 1 in fault": ({"role": "fault"}, FAULT, (TEXT_B,)),
    "node 2 in fault": (FAULT, {"role": "fault"}, (TEXT_A,)),
    "node 2 in fault, and has said so": ({"peer": "left"}, {"role": "fault"}, (TEXT_A,)),
    "both in maintenance": ({"maintenance": True, "peer_maintenance": True},
        {"maintenance": True, "peer_maintenance": True}, BOTH),
    "one-way, but both hear": ({"peer": "degraded"}, {"peer": "degraded"}, BOTH),
}
# Where they cannot agree: what each names.
DIFFERENT = {
    "neither hears the other": (DEAD, DEAD, (TEXT_A,), (TEXT_B,)),
    "neither has heard yet": ({"peer": "neverSeen"}, {"peer": "neverSeen"},
        (TEXT_A,), (TEXT_B,)),
    "node 1 is deaf": (DEAD, {"peer": "degraded"}, (TEXT_A,), BOTH),
    "node 2 is switched off": ({"peer": "left"}, {**DEAD, "role": "disabled"}, (TEXT_A,), BOTH),
}


def make_status(node, changes, **pac):
    """Return what fipd of a node tells; pac: split, share, weights, networks, hosts."""
    state = {**(WELL if node == 1 else WELL_2), "maintenance": False,
        "peer_maintenance": False, **changes}
    proxies = pac.get("proxies", (A, B))
    weights = pac.get("weights", (1, 1))
    own, peer = (0, 1) if node == 1 else (1, 0)
    return {
        "role": {"role": state["role"]},
        "peer": {"state": state["peer"], "role": state["peer_role"]},
        "outlook": {"maintenance": state["maintenance"],
            "peer_maintenance": state["peer_maintenance"]},
        "pac": {
            "enabled": True, "share": pac.get("share", True), "first": node == 1,
            "split": pac.get("split", "even-odd"), "port": 80,
            "proxy": proxies[own][0], "proxy_port": proxies[own][1],
            "proxy_weight": weights[own],
            "peer_proxy": proxies[peer][0], "peer_proxy_port": proxies[peer][1],
            "peer_proxy_weight": weights[peer],
            "direct_networks": pac.get("networks", NETWORKS), "client_networks": [],
            "direct_plain_names": pac.get("plain", True),
        },
    }


class Served:
    """What the program says: for each status the number of each client's script."""

    def __init__(self, texts, statuses):
        """texts: the clients, a line each."""
        with tempfile.TemporaryDirectory(prefix="fipd-script-") as folder:
            path = os.path.join(folder, "clients")
            with open(path, "w") as file:
                file.write(texts)
            done = subprocess.run([PROGRAM, path, folder], capture_output=True, text=True,
                input="\n".join(map(json.dumps, statuses)), check=False)
            if done.returncode != 0:
                raise AssertionError(done.stderr)
            self.etags = done.stdout.splitlines()
            self.scripts = [read(folder, f"{i}.pac") for i in range(len(self.etags))]
            self.indexes = [read(folder, f"{i}.index") for i in range(len(statuses))]

    def number_of(self, proxies):
        """Return the number of the one script that names these proxies in this order."""
        found = [number for number, script in enumerate(self.scripts)
            if script.startswith(first_line(proxies).encode())]
        return found[0] if len(found) == 1 else ABSENT

    def first_proxies(self, which):
        """Return for each client of a status its first proxy, 0 for A and 1 for B."""
        table = bytes(int(TEXT_B in script.decode().split(";")[0]) for script in self.scripts)
        return self.indexes[which].translate(table.ljust(256, b"\xff"))


def lines_of(clients):
    return "".join(client.text + "\n" for client in clients)


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def answer_of(proxies):
    return "; ".join("PROXY " + text for text in proxies)


def first_line(proxies):
    return f'var PROXIES = "{answer_of(proxies)}";\n'


def reorder(named, second):
    """Return the proxies named to a client of the first or of the second."""
    return tuple(text for text in (BOTH[::-1] if second else BOTH) if text in named)


class SplitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ranges = rule.make_clients(CLIENTS)
        cls.clients = [client for clients in cls.ranges.values() for client in clients]
        cls.texts = lines_of(cls.clients)
        cls.odd = bytes(client.is_odd() for client in cls.clients)

    def serve(self, situations, **pac):
        """Return what node 1 and node 2 serve in each situation, one after the other."""
        return Served(self.texts, [make_status(node, changes, **pac)
            for situation in situations for node, changes in zip((1, 2), situation)])

    def check(self, served, which, named, seconds):
        """Check the script of each client; seconds: a byte for each, 1: of the second."""
        table = bytes(served.number_of(reorder(named, second)) for second in (0, 1))
        self.assertFalse(any(table[second] == ABSENT for second in set(seconds)))
        self.assertEqual(len(served.indexes[which]), len(self.clients))
        expected = seconds.translate(table.ljust(256, b"\xff"))
        if served.indexes[which] != expected:
            wrong = next(i for i in range(len(expected))
                if served.indexes[which][i] != expected[i])
            got = served.scripts[served.indexes[which][wrong]].decode().splitlines()[0]
            self.fail(f"{self.clients[wrong].text} got {got}")

    def check_same(self, seconds, **pac):
        """Check every situation in which both nodes must serve the same bytes."""
        served = self.serve([(one, two) for one, two, _ in SAME.values()], **pac)
        for i, (name, (_, _, named)) in enumerate(SAME.items()):
            with self.subTest(situation=name):
                self.check(served, 2 * i, named, seconds)
                self.assertTrue(served.indexes[2 * i] == served.indexes[2 * i + 1])
        self.assertEqual(len(served.scripts), 4)
        return served

    def test_even_clients_have_the_first_and_odd_ones_the_second(self):
        self.check_same(self.odd)

    def test_without_sharing_all_have_the_first(self):
        nobody = bytes(len(self.clients))
        for split in ("even-odd", "hash"):
            served = self.serve([({}, {})], share=False, split=split)
            self.check(served, 0, BOTH, nobody)
            self.assertEqual(served.indexes[0], served.indexes[1])

    def test_the_hash_splits_by_weight(self):
        hashed = rule.Hashed((TEXT_A, 3), (TEXT_B, 2))
        seconds = bytes(map(hashed.picks_second, self.clients))
        self.check_same(seconds, split="hash", weights=(3, 2))
        for name, clients in self.ranges.items():
            with self.subTest(range=name):
                self.check_share({client.site for client in clients}, hashed, 2 / 5)

    def check_share(self, sites, hashed, share):
        """Check that the second has its share of many sites, but for chance."""
        if len(sites) < 100:
            return
        count = sum(hashed.known[site] for site in sites)
        sigma = math.sqrt(share * (1 - share) * len(sites))
        self.assertLess(abs(count - share * len(sites)), SIGMAS * sigma)

    def test_every_pair_of_weights_has_its_share(self):
        clients = self.ranges["random IPv4"][:20000]
        sites = {client.site for client in clients}
        for weights in ((1, 1), (1, 100), (100, 100), (37, 5)):
            with self.subTest(weights=weights):
                hashed = rule.Hashed((TEXT_A, weights[0]), (TEXT_B, weights[1]))
                seconds = bytes(map(hashed.picks_second, clients))
                served = Served(lines_of(clients), [make_status(node, {}, split="hash",
                    weights=weights) for node in (1, 2)])
                self.assertEqual(served.indexes[0], served.indexes[1])
                self.assertEqual(served.first_proxies(0), seconds)
                self.check_share(sites, hashed, weights[1] / sum(weights))

    def test_when_a_proxy_leaves_only_its_clients_move(self):
        served = self.serve([({}, {}), SAME["node 1 in fault"][:2], SAME["node 2 in fault"][:2]],
            split="hash")
        before = served.first_proxies(0)
        self.assertEqual(set(before), {0, 1})
        for which, left in ((2, 0), (4, 1)):
            after = served.first_proxies(which)
            self.assertNotIn(left, after)
            self.assertFalse(any(was != left and was != now for was, now in zip(before, after)))

    def test_a_raised_weight_takes_clients_and_gives_none(self):
        before = self.serve([({}, {})], split="hash", weights=(2, 2)).first_proxies(0)
        after = self.serve([({}, {})], split="hash", weights=(2, 3)).first_proxies(0)
        moves = {(was, now): 0 for was in (0, 1) for now in (0, 1)}
        for move in zip(before, after):
            moves[move] += 1
        self.assertEqual(moves[1, 0], 0)
        self.assertGreater(moves[0, 1], 0)

    def test_how_a_proxy_is_written_does_not_matter(self):
        written = (("192.168.0.1", 8080), ("2001:DB8:0:0::2", 3128))
        plain = self.serve([({}, {})], split="hash")
        other = self.serve([({}, {})], split="hash", proxies=written)
        self.assertEqual(plain.scripts, other.scripts)
        self.assertEqual(plain.indexes, other.indexes)

    def test_where_the_nodes_cannot_agree_each_names_what_it_can_reach(self):
        served = self.serve([(one, two) for one, two, _, _ in DIFFERENT.values()])
        for i, (name, (_, _, first, second)) in enumerate(DIFFERENT.items()):
            with self.subTest(situation=name):
                self.check(served, 2 * i, first, self.odd)
                self.check(served, 2 * i + 1, second, self.odd)

    def test_a_tag_is_strong_and_one_of_each_script(self):
        served = self.serve([({}, {})])
        other = self.serve([({}, {})], networks=[])
        tags = served.etags + other.etags
        self.assertEqual(len(set(tags)), 4)
        for tag in tags:
            self.assertRegex(tag, r'^"[0-9a-f]{16}"$')


# What resolvers know: the answers of dnsResolve and dnsResolveEx.
NAMES = {
    "in4.example": ("10.1.2.3", "10.1.2.3"),
    "out4.example": ("198.51.100.1", "198.51.100.1"),
    "in6.example": (None, "2001:db8::5"),
    "out6.example": (None, "2001:db8:8000::5"),
    "both.example": ("198.51.100.1", "198.51.100.1;2001:db8::5"),
    "last.example": ("198.51.100.1", "2001:db8:8000::1;192.0.2.1;fd00:1:2:3::9%eth0"),
    "old6.example": ("2001:db8::7", ""),
    "odd.example": ("", "no address;;10.0.0"),
    "loop.example": ("127.0.0.1", "127.0.0.1;::1"),
}
HOSTS = ["proxy", "localhost", "www.example", "none.example", "10.0.0", "010.0.0.1",
    "10.0.0.01", "256.10.0.0", "10.0.0.256", "10.0.0.1.example", "10.0.0.1x", "1.2.3.4.5",
    "::1", "[::1]", "::", "[::]", "::ffff:10.0.0.1", "[::ffff:a00:1]", "::FFFF:10.128.0.0",
    "::ffff:127.0.0.1", "::fffe:10.0.0.1", "1::ffff:10.0.0.1", "::10.0.0.1",
    "2001:DB8:7FFF::1", "[2001:0db8:0000:0000:0000:0000:0000:0001]", "2001:db8::1%eth0",
    "2001:db8:1:2:3:4:5::", "::2:3:4:5:6:7:8", "2001:db8::198.51.100.7",
    "1::2::3", "1:2:3:4:5:6:7:8::9::", ":::", ":", "12345::",
    "2001:db8:1:2:3:4:5", "2001:db8:1:2:3:4:5:6:7",
    "2001:db8:1:2::3:4:5:6", "2001:db8::g", "[2001:db8::1", "2001:db8::256.0.0.1",
    "10.0.0.1::", "a00::1", "fd00:1:2:3:ffff:ffff:ffff:ffff", *NAMES]


def read_literal(host):
    """Return the address that a host's text is, or None."""
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class Judge:
    """What a script with these direct networks must answer, by python's ipaddress."""

    LOOPBACK = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]

    def __init__(self, networks, proxies, extended, plain=True):
        self.networks = [ipaddress.ip_network(text) for text in networks]
        self.proxies = answer_of(proxies)
        self.extended = extended
        self.plain = plain
        wide = [network for network in self.networks
            if not any(network.version == loop.version and network.subnet_of(loop)
                for loop in self.LOOPBACK)]
        self.asks = bool(wide)
        self.asks_ipv6 = extended and any(network.version == 6 for network in wide)

    def is_direct(self, address):
        return any(address in network for network in self.networks)

    def holds_direct(self, answer):
        addresses = map(read_literal, (answer or "").split(";"))
        return any(self.is_direct(address) for address in addresses if address)

    def resolve(self, host):
        """Return whether a name is direct, and whom the script asked."""
        answers = NAMES.get(host, (None, ""))
        if self.asks and self.holds_direct(answers[0]):
            return True, "4"
        asked = "4" if self.asks else ""
        if self.asks_ipv6:
            return self.holds_direct(answers[1]), asked + "6"
        return False, asked

    def answer(self, host):
        address = read_literal(host)
        if address is not None:
            direct, asked = self.is_direct(address), ""
        elif self.plain and "." not in host:
            direct, asked = True, ""
        else:
            direct, asked = self.resolve(host)
        return ("DIRECT" if direct else self.proxies), asked


def edges(text):
    """Return the addresses at both ends of a network, inside and outside, as hosts."""
    network = ipaddress.ip_network(text)
    kind = type(network.network_address)
    first, last = int(network.network_address), int(network.broadcast_address)
    limit = 1 << network.max_prefixlen
    hosts = []
    for number in (first - 1, first, last, last + 1):
        if 0 <= number < limit:
            address = kind(number)
            hosts.append(str(address))
            if network.version == 6:
                hosts += [f"[{address}]", address.exploded.upper()]
            else:
                hosts.append(f"::ffff:{address}")
    return hosts


LISTS = {
    "both families": NETWORKS,
    "loopback only": ["127.0.0.0/8", "::1/128"],
    "a part of loopback": ["127.0.0.0/24", "127.255.255.255/32"],
    "more than loopback": ["126.0.0.0/7"],
    "almost loopback": ["::/127"],
    "IPv4 only": ["127.0.0.0/8", "10.0.0.0/9"],
    "IPv6 only": ["2001:db8::/33"],
    "all of IPv4": ["0.0.0.0/0"],
    "all of IPv6": ["::/0"],
    "everything": ["0.0.0.0/0", "::/0"],
    "nothing": [],
}


class AnswerTest(unittest.TestCase):
    def check(self, script, networks, proxies, hosts, plain=True):
        """Check the script's answers in every engine, with and without dnsResolveEx."""
        for engine, ask in engines.ENGINES.items():
            for extended in (False, True):
                judge = Judge(networks, proxies, extended, plain)
                expected = [(host, judge.answer(host)) for host in hosts]
                answers = ask(script, hosts, NAMES, extended)
                with self.subTest(engine=engine, networks=networks, extended=extended):
                    self.assertEqual(list(zip(hosts, answers)), expected)

    def script_of(self, **pac):
        served = Served(lines_of([rule.ipv4(2)]), [make_status(1, {}, **pac)])
        return served.scripts[0].decode()

    def test_each_script_of_every_situation_answers_with_its_proxies(self):
        served = Served(lines_of([rule.ipv4(2), rule.ipv4(3)]), [make_status(node, changes)
            for situation in [*SAME.values(), *DIFFERENT.values()]
            for node, changes in zip((1, 2), situation)])
        orders = (BOTH, BOTH[::-1], (TEXT_A,), (TEXT_B,))
        self.assertEqual(len(served.scripts), len(orders))
        hosts = HOSTS + [host for text in NETWORKS for host in edges(text)]
        for proxies in orders:
            script = served.scripts[served.number_of(proxies)].decode()
            self.check(script, NETWORKS, proxies, hosts)

    def test_every_list_of_networks_is_kept(self):
        for name, networks in LISTS.items():
            with self.subTest(list=name):
                hosts = HOSTS + [host for text in networks for host in edges(text)]
                self.check(self.script_of(networks=networks), networks, BOTH, hosts)

    def test_plain_names_are_direct_only_where_the_switch_says_so(self):
        for plain, answer in ((True, "DIRECT"), (False, answer_of(BOTH))):
            script = self.script_of(networks=LISTS["loopback only"], plain=plain)
            for ask in engines.ENGINES.values():
                answers = ask(script, ["intra", "localhost", "2001:db8::5"], NAMES, True)
                self.assertEqual([(answer, "")] * 2 + [(answer_of(BOTH), "")],
                    [tuple(one) for one in answers])
            self.check(self.script_of(networks=NETWORKS, plain=plain), NETWORKS, BOTH, HOSTS,
                plain)

    def test_no_name_is_resolved_for_loopback_alone(self):
        script = self.script_of(networks=LISTS["loopback only"])
        for ask in engines.ENGINES.values():
            answers = ask(script, list(NAMES), NAMES, True)
            self.assertEqual({asked for _, asked in answers}, {""})

    def test_every_prefix_length_ends_where_it_should(self):
        whole = [ipaddress.ip_network(f"{address}/{prefix}", strict=False)
            for address, most in (("170.85.170.85", 32), ("aa55:" * 7 + "aa55", 128))
            for prefix in range(most + 1)]
        texts = [str(network) for network in whole]
        served = Served(lines_of([rule.ipv4(2)]),
            [make_status(1, {}, networks=[text]) for text in texts])
        self.assertEqual(len(served.scripts), len(texts))
        for text, script in zip(texts, served.scripts):
            self.check(script.decode(), [text], BOTH, edges(text))

    def test_no_setting_gets_out_of_its_string(self):
        script = self.script_of(proxies=(('a"; DIRECT"; evil(); "', 1), ("b\\\n</script>", 2)),
            networks=["10.0.0.0/9"])
        self.check(script, ["10.0.0.0/9"],
            ("a___direct___evil_____:1", "b____script_:2"), HOSTS)


    def test_what_is_no_network_is_no_status(self):
        for text in ('"]; evil(); ["', '10.0.0.0/8"', "10.0.0.0/8; evil()"):
            with self.subTest(text), self.assertRaisesRegex(AssertionError, "not a status"):
                self.script_of(networks=[text, "10.0.0.0/9"])


# What engines of 1999 do not know, or keep for later.
LATER_WORDS = {"let", "const", "class", "enum", "export", "extends", "import", "super", "yield",
    "of", "async", "await", "get", "set", "static", "abstract", "boolean", "byte", "char",
    "debugger", "double", "final", "float", "goto", "implements", "int", "interface", "long",
    "native", "package", "private", "protected", "public", "short", "synchronized", "throws",
    "transient", "volatile", "JSON", "Map", "Set", "Promise", "Symbol", "BigInt", "globalThis"}
LATER_METHODS = {"trim", "trimStart", "trimEnd", "indexOf", "forEach", "map", "filter", "reduce",
    "some", "every", "find", "includes", "startsWith", "endsWith", "padStart", "repeat", "keys",
    "create", "isArray", "bind", "freeze", "defineProperty", "at", "matchAll", "replaceAll"}
LATER_SIGNS = {"=>": "an arrow function", "`": "a template", "...": "a spread", "**": "a power",
    "?.": "an optional chain", "??": "a default"}


def strip(text):
    """Return a script's text without comments, strings and regular expressions."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    text = re.sub(r"/(?:\\.|[^/\\\n* ])(?:\\.|[^/\\\n])*/[gim]*(?=[.,])", "R", text)
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


class LanguageTest(unittest.TestCase):
    """duk and pacparser parse the script in the tests above; here is what they may overlook."""

    def setUp(self):
        with open(os.path.join(TOP, "web", "script.js"), encoding="ascii") as file:
            self.text = strip(file.read())

    def test_the_older_engine_is_one_without_ecmascript_5(self):
        for later in ("JSON", '"".trim', "Object.keys", "Array.isArray"):
            self.assertEqual(engines.evaluate_old("typeof " + later), "undefined")

    def test_no_word_is_of_a_later_language(self):
        words = set(re.findall(r"[A-Za-z_$][\w$]*", self.text))
        self.assertIn("FindProxyForURL", words)
        self.assertEqual(words & LATER_WORDS, set())

    def test_no_method_is_of_a_later_library(self):
        methods = set(re.findall(r"\.\s*([A-Za-z_$][\w$]*)", self.text))
        self.assertIn("lastIndexOf", methods)
        self.assertEqual(methods & LATER_METHODS, set())

    def test_no_sign_is_of_a_later_grammar(self):
        for sign, meaning in LATER_SIGNS.items():
            self.assertNotIn(sign, self.text, meaning)
        self.assertNotIn("'", self.text)
        self.assertNotIn("//", self.text)
        self.assertIsNone(re.search(r",\s*[\]})]", self.text), "a comma at an end")


if __name__ == "__main__":
    unittest.main()
