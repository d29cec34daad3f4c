"""zabbix - Zabbix 6: the real server, driven by its API through the frontend's PHP."""

import json

from lab.wait import wait_until

from .station import CRITICAL, OK, POLL_S, UNKNOWN, WARNING, Station
from .zabbix_database import PLACE, Database

PORT = 8080
TEMPLATE = "fipd by SNMP"
SERVER = """\
LogType=console
PidFile=/run/zabbix-server.pid
SocketDir=/run
DBHost={place}
DBName=zabbix
DBUser=zabbix
AllowRoot=1
ListenIP=127.0.0.1
StartSNMPTrapper=1
SNMPTrapperFile={traps}
CacheUpdateFrequency=1
Timeout=3
StartPollers=3
StartPollersUnreachable=2
StartPreprocessors=1
StartTrappers=2
StartDiscoverers=0
StartPingers=0
StartHTTPPollers=0
StartEscalators=1
StartAlerters=1
StartHistoryPollers=1
StartODBCPollers=0
StartDBSyncers=1
UnreachablePeriod=4
UnreachableDelay=2
UnavailableDelay=2
"""
FRONTEND = """\
<?php
$DB['TYPE'] = 'POSTGRESQL'; $DB['SERVER'] = '{place}'; $DB['PORT'] = '0';
$DB['DATABASE'] = 'zabbix'; $DB['USER'] = 'zabbix'; $DB['PASSWORD'] = '';
$DB['SCHEMA'] = ''; $DB['ENCRYPTION'] = false; $DB['DOUBLE_IEEE754'] = true;
$ZBX_SERVER = '127.0.0.1'; $ZBX_SERVER_PORT = '10051'; $ZBX_SERVER_NAME = 'test';
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
"""
IMPORTED = ("templates", "items", "triggers", "discoveryRules", "valueMaps", "template_groups",
    "groups")
BY_VERDICT = tuple(f"fipd: {word}: " for word in ("critical", "warning", "unknown"))
COLORS = (("fipd: critical", CRITICAL), ("fipd: unknown", UNKNOWN), ("fipd: warning", WARNING))


class Zabbix(Station):
    name = "Zabbix"

    def __init__(self, lab, packs, traps):
        """traps tells the path of SNMPTT's log."""
        super().__init__(lab, packs)
        self.traps = traps
        self.token = None
        self.hosts = {}

    def start(self):
        """The server starts last: until then the frontend has the database to itself."""
        Database(self.oc).start()
        self.start_frontend()
        self.token = wait_until(self.log_in, 60, "Zabbix's API answers")
        self.import_template()
        self.hosts = {node.name: self.add_host(node) for node in self.lab.nodes}
        conf = self.write("zabbix/zabbix_server.conf",
            SERVER.format(place=PLACE, traps=self.traps()))
        self.oc.start("zabbix_server", ["zabbix_server", "-f", "-c", conf])

    def start_frontend(self):
        """Start the frontend, with an /etc/zabbix of its own in place of the machine's."""
        self.write("zabbix/etc/zabbix.conf.php", FRONTEND.format(place=PLACE))
        self.oc.run(["mount", "--bind", self.oc.path("zabbix", "etc"), "/etc/zabbix"])
        self.oc.start("frontend", ["php", "-d", "post_max_size=16M", "-d",
            "max_input_time=300", "-S", f"127.0.0.1:{PORT}", "-t", "/usr/share/zabbix"])

    # The API

    def call(self, method, **parameters):
        """Return the result of a call; an error of the API is raised."""
        request = {"jsonrpc": "2.0", "method": method, "params": parameters, "id": 1,
            "auth": self.token}
        path = self.write("zabbix/request.json", json.dumps(request))
        answer = self.fetch(f"http://127.0.0.1:{PORT}/api_jsonrpc.php", "-H",
            "Content-Type: application/json-rpc", "-d", f"@{path}")
        if answer and "error" in answer:
            raise AssertionError(f"Zabbix: {method}: {answer['error']}")
        return answer and answer["result"]

    def log_in(self):
        return self.call("user.login", username="Admin", password="zabbix")

    def import_template(self):
        with open(self.pack("zabbix", "fipd_by_snmp.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.call("configuration.import", format="yaml", source=text, rules={
            name: {"createMissing": True, "updateExisting": True} for name in IMPORTED
            if name not in ("template_groups", "groups")} | {"groups": {"createMissing": True}})

    def add_host(self, node):
        """Make a host of a node, with the template and short intervals; return its id."""
        template = self.call("template.get", filter={"host": [TEMPLATE]})[0]["templateid"]
        group = self.call("hostgroup.get", filter={"name": ["Linux servers"]})[0]["groupid"]
        macros = {"{$SNMP_COMMUNITY}": "public", "{$FIPD.INTERVAL}": f"{POLL_S}s",
            "{$FIPD.SILENCE}": f"{2 * POLL_S}s", "{$FIPD.DISCOVERY}": "10s"}
        return self.call("host.create", host=node.name, groups=[{"groupid": group}],
            templates=[{"templateid": template}],
            macros=[{"macro": name, "value": value} for name, value in macros.items()],
            interfaces=[{"type": 2, "main": 1, "useip": 1, "ip": node.address, "dns": "",
                "port": "161", "details": {"version": 2, "bulk": 1,
                    "community": "{$SNMP_COMMUNITY}"}}])["hostids"][0]

    # What it shows

    def is_ready(self):
        """Every node has been polled, and its F-IP and its link were discovered."""
        return all(self.value(node, "fipdVerdict") is not None and
            len(self.items(node, "[1")) + len(self.items(node, "[")) > 0
            and self.discovered(node) for node in self.lab.nodes)

    def items(self, node, key):
        return self.call("item.get", hostids=[self.hosts[node.name]], search={"key_": key},
            output=["key_", "lastvalue", "lastclock", "state", "error", "flags"])

    def value(self, node, key):
        """Return the last value of an item, None if there is none yet."""
        found = [item for item in self.items(node, key) if item["key_"] == key]
        return found[0]["lastvalue"] if found and found[0]["lastclock"] != "0" else None

    def discovered(self, node):
        """Return the values of the items that discovery made, all of them or none."""
        found = [item for item in self.items(node, "[") if item["flags"] == "4"]
        polled = all(item["lastclock"] != "0" for item in found)
        return {item["key_"]: item["lastvalue"] for item in found} if polled else {}

    def unsupported(self):
        """Return the items that Zabbix cannot poll, as 'host: key: error'."""
        return [f"{node.name}: {item['key_']}: {item['error']}" for node in self.lab.nodes
            for item in self.items(node, "") if item["state"] == "1"]

    def problems(self, node):
        """Return the names of the triggers of a node that are problems now."""
        return [trigger["description"] for trigger in self.call("trigger.get",
            hostids=[self.hosts[node.name]], filter={"value": 1}, output=["description"])]

    def colors(self):
        colors = {}
        for node in self.lab.nodes:
            problems = self.problems(node)
            colors[node.name] = next((color for name, color in COLORS if name in problems), OK)
        return colors

    def alarms(self):
        """Return the alarms by trap that are open, as {(node, text)}."""
        return {(node.name, problem["name"]) for node in self.lab.nodes
            for problem in self.call("problem.get", hostids=[self.hosts[node.name]],
                output=["name"], search={"name": "fipd: "}, selectTags="extend")
            if any(tag["tag"] == "alarm" for tag in problem["tags"])}

    def raised_by_traps(self):
        """Return the texts of all problems that notifications raised, as (node, text)."""
        return sorted((node, name.removeprefix("fipd: "))
            for node, name, _ in self.ever_raised() if not name.startswith(BY_VERDICT))

    def ever_raised(self):
        """Return every problem so far, as (node, name, severity)."""
        return [(node.name, event["name"], int(event["severity"])) for node in self.lab.nodes
            for event in self.call("event.get", hostids=[self.hosts[node.name]], value=1,
                output=["name", "severity", "clock"], sortfield=["clock"])]
