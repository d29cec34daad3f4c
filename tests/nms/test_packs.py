"""The packs as files: made of this MIB, for any root, well-formed, and right by promtool."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest
import uuid
import xml.etree.ElementTree

import yaml

from lab.lab import build_folder
from lab.network import source_folder
from packs import SHIPPED, bases, generated, write_packs

sys.path.insert(0, SHIPPED)
from makers.facts import POSITIONS, Facts

DEFAULT_ROOT = "1.3.6.1.4.1.8072.9999.9999.7900"
OTHER_ROOT = "1.3.6.1.4.1.12345"
PACKS = ("alertmanager", "grafana", "icinga", "librenms", "opennms", "prometheus",
    "snmp_exporter", "snmptt", "telegraf", "zabbix")
NOT_RUN = ("librenms", "opennms", "telegraf")
MIB = os.path.join(source_folder(), "mib", "FIPD-MIB.txt")


def other_mib(folder):
    """Write FIPD-MIB as the build does for `enterprises 12345`; return its path."""
    with open(MIB, encoding="utf-8") as file:
        text = file.read()
    text = text.replace("::= { netSnmpPlaypen 7900 }", "::= { enterprises 12345 }")
    text = text.replace(", Counter64\n        FROM SNMPv2-SMI",
        ", Counter64, enterprises\n        FROM SNMPv2-SMI")
    text = text.replace("\n    netSnmpPlaypen\n        FROM NET-SNMP-MIB;", ";")
    path = os.path.join(folder, "FIPD-MIB.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


class TestPacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fipd-packs-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.files = generated(write_packs(cls.folder, MIB))

    def facts(self):
        return Facts(MIB, bases(), os.path.join(source_folder(), "core", "logic", "model",
            "events.def"))

    def run_tool(self, *command):
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        self.assertEqual(0, done.returncode, done.stdout)
        return done.stdout

    # What they are made of

    def test_what_is_shipped_is_what_the_generator_makes(self):
        shipped = generated(SHIPPED)
        changed = [path for path in sorted(self.files.keys() | shipped.keys())
            if self.files.get(path) != shipped.get(path) and not path.endswith("_test.yml")]
        self.assertEqual([], changed, "run conf/nms/generate and commit what it writes")

    def test_another_root_follows(self):
        with tempfile.TemporaryDirectory() as folder:
            files = generated(write_packs(os.path.join(folder, "packs"), other_mib(folder)))
        self.assertEqual(self.files.keys(), files.keys())
        for path, text in files.items():
            self.assertNotIn(DEFAULT_ROOT, text, path)
            self.assertEqual(self.files[path].count(DEFAULT_ROOT), text.count(OTHER_ROOT),
                path)

    def test_notifications_have_their_first_objects_where_the_packs_expect_them(self):
        facts = self.facts()
        self.assertEqual({f"fipd{kind.word[0].upper()}{kind.word[1:]}"
            for kind in facts.events}, set(facts.notifications))
        for name, node in facts.notifications.items():
            self.assertEqual(POSITIONS, tuple(node["objects"])[:len(POSITIONS)], name)

    def test_each_pack_has_a_page(self):
        for pack in PACKS:
            with open(os.path.join(SHIPPED, pack, "README.md"), encoding="utf-8") as file:
                lines = file.read().splitlines()
            self.assertLessEqual(len(lines), 30, pack)
            self.assertEqual(pack in NOT_RUN, "not run here" in lines[0], pack)

    def lines_of_snmptt(self, kind, severity):
        """Return what SNMPTT, as Debian configures it, logs of a notification."""
        facts = self.facts()
        log = os.path.join(self.folder, "snmptt.log")
        with open("/etc/snmp/snmptt.ini", encoding="utf-8") as file:
            text = file.read()
        for name, value in (("log_file", log), ("syslog_enable", 0), ("syslog_system_enable", 0),
                ("unknown_trap_log_file", log)):
            text = re.sub(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
        text = text.replace("/etc/snmptt/snmptt.conf\n",
            os.path.join(self.folder, "snmptt", "snmptt.conf.fipd") + "\n")
        with open(os.path.join(self.folder, "snmptt.ini"), "w", encoding="utf-8") as file:
            file.write(text)
        values = ("n1", "lan", severity, 7, 0, kind, "peer", "what happened")
        rows = ["n1", "UDP: [192.168.0.1]:161->[192.168.0.10]:162", ".1.3.6.1.2.1.1.3.0 0:0:0:1.00",
            f".1.3.6.1.6.3.1.1.4.1.0 .{facts.oid(kind)}",
            *(f".{facts.oid(name)}.0 {value}" for name, value in zip(POSITIONS, values))]
        if os.path.exists(log):
            os.unlink(log)
        subprocess.run(["snmptt", "--ini=" + os.path.join(self.folder, "snmptt.ini")],
            input="\n".join(rows) + "\n", check=True, stdout=subprocess.DEVNULL, text=True)
        with open(log, encoding="utf-8") as file:
            return file.read().splitlines()

    def test_snmptt_and_opennms_raise_a_planned_failover_as_minor(self):
        for severity, level in (("5", "Minor"), ("minor", "Minor"), ("4", "Major"),
                ("major", "Major")):
            with self.subTest(severity):
                line, = self.lines_of_snmptt("fipdFailover", severity)
                self.assertIn(f' {level} "fipd raise" ', line)
                self.assertIn(f" RAISE severity={level.lower()} kind=failover alarm=7 ", line)
        space = "{http://xmlns.opennms.org/xsd/eventconf}"
        events = xml.etree.ElementTree.fromstring(self.files["opennms/FIPD.events.xml"].encode())
        found = [(each.findtext(f".//{space}vbvalue"), each.findtext(space + "severity"))
            for each in events if "/fipdFailover/" in each.findtext(space + "uei")]
        self.assertEqual([("5", "Minor"), (None, "Major")], found)

    # Well-formed

    def test_each_file_can_be_read(self):
        readers = {".yaml": yaml.safe_load, ".yml": yaml.safe_load, ".json": json.loads,
            ".xml": xml.etree.ElementTree.fromstring}
        read = set()
        for path, text in self.files.items():
            ending = os.path.splitext(path)[1]
            if ending in readers:
                self.assertIsNotNone(readers[ending](text.encode()), path)
                read.add(ending)
        self.assertEqual(set(readers), read)
        self.assertIn("inputs", tomllib.loads(self.files["telegraf/fipd.conf"]))

    def test_zabbix_templates_have_ids_of_their_own_and_what_they_refer_to(self):
        for path, groups in (("zabbix/fipd_by_snmp.yaml", "groups"),
                ("zabbix/fipd_by_snmp_7.yaml", "template_groups")):
            whole = yaml.safe_load(self.files[path])["zabbix_export"]
            template = whole["templates"][0]
            self.assertEqual(whole[groups][0]["name"], template["groups"][0]["name"])
            ids = re.findall(r'uuid: "(\w+)"', self.files[path])
            self.assertEqual(len(ids), len(set(ids)), path)
            self.assertEqual({4}, {uuid.UUID(each).version for each in ids}, path)
            self.check_template(template, path)

    def check_template(self, template, path):
        prototypes = [item for rule in template["discovery_rules"]
            for item in rule["item_prototypes"]]
        items = template["items"] + prototypes
        keys = {item["key"] for item in items}
        maps = {each["name"] for each in template["valuemaps"]}
        for item in items:
            self.assertIn(item.get("valuemap", {}).get("name"), maps | {None}, path)
            for trigger in item.get("triggers", ()):
                texts = [trigger.get(each, "") for each in
                    ("expression", "recovery_expression", "event_name")]
                for expression in texts:
                    for key in re.findall(
                            r"/(?:fipd by SNMP|{HOST.HOST})/(.*?\]|\w+)[,)]", expression):
                        self.assertIn(key, keys, path)

    def test_zabbix_tells_what_two_polls_have_seen_and_has_no_gap_in_between(self):
        template = yaml.safe_load(self.files["zabbix/fipd_by_snmp.yaml"])["zabbix_export"][
            "templates"][0]
        triggers = {trigger["name"]: trigger["expression"] for item in template["items"]
            if item["key"] == "fipdVerdict" for trigger in item["triggers"]}
        verdict = "/fipd by SNMP/fipdVerdict"

        def is_told(word, polls):
            return eval(triggers[f"fipd: {word}"].replace(f"last({verdict})", str(polls[1]))
                .replace(f"min({verdict},#2)", str(min(polls))).replace("=", "==")
                .replace("<==", "<=").replace(">==", ">="))

        for polls in itertools.product(range(3), repeat=2):
            told = {word for word in ("critical", "warning") if is_told(word, polls)}
            expected = {"critical"} if polls == (2, 2) else {"warning"} if all(polls) else set()
            self.assertEqual(expected, told, polls)

    def test_alertmanager_silences_an_unknown_node_only_where_the_pair_is_told(self):
        silenced_by = {word: {rule["source_matchers"][0] for rule in yaml.safe_load(
            self.files["alertmanager/alertmanager.yml"])["inhibit_rules"]
            if word in rule["target_matchers"][0]} for word in ("Unknown", "Critical")}
        self.assertEqual({"Unknown": {'alertname="FipdPairUnheard"'},
            "Critical": {'alertname=~"FipdNoActive|FipdTwoActive"'}}, silenced_by)

    def test_opennms_pairs_each_raise_with_what_ends_it(self):
        space = "{http://xmlns.opennms.org/xsd/eventconf}"
        whole = xml.etree.ElementTree.fromstring(self.files["opennms/FIPD.events.xml"].encode())
        alarms = [each for each in whole.iter(f"{space}alarm-data")]
        raised = {each.get("reduction-key").replace("#4", "#5") for each in alarms
            if each.get("alarm-type") == "1"}
        self.assertEqual(raised, {each.get("clear-key") for each in alarms
            if each.get("alarm-type") == "2"})

    # By the tools themselves

    def test_promtool_takes_the_rules(self):
        for source in ("native", "snmp"):
            self.assertIn("SUCCESS", self.run_tool("promtool", "check", "rules",
                f"prometheus/fipd.{source}.rules.yml"))

    def test_rules_tell_several_pairs_apart(self):
        for source in ("native", "snmp"):
            shutil.copy(os.path.join(SHIPPED, "prometheus", f"fipd.{source}_test.yml"),
                os.path.join(self.folder, "prometheus"))
            self.assertIn("SUCCESS", self.run_tool("promtool", "test", "rules",
                f"prometheus/fipd.{source}_test.yml"))

    def test_amtool_takes_the_routes(self):
        self.assertIn("SUCCESS", self.run_tool("amtool", "check-config",
            "alertmanager/alertmanager.yml"))
