"""librenms - the operating system "fipd" and its state sensors.

A node's sysObjectID is that of net-snmp, so the node is known by an object that it answers.
"""

HEAD = "# {} - fipd for LibreNMS, made by conf/nms/generate (not run here).\n"
DETECTION = """\
os: fipd
text: 'fipd node'
type: server
icon: linux
group: unix
ifname: true
mib_dir:
    - fipd
over:
    - {{ graph: device_bits, text: 'Device Traffic' }}
    - {{ graph: device_processor, text: 'CPU Usage' }}
discovery:
    -
        sysObjectID:
            - .1.3.6.1.4.1.8072.3.2.10
        snmpget:
            oid: .{verdict}
            op: '>='
            value: 0
"""
# What a state means to LibreNMS: 0 ok, 1 warning, 2 critical, 3 unknown.
GENERIC = {
    "fipdVerdict": {"ok": 0, "warning": 1, "critical": 2, "unknown": 3},
    "fipdRole": {"fault": 2, "held": 2, "disabled": 1, "unknown": 3},
    "fipdPeerState": {"neverSeen": 1, "communicationError": 2, "left": 1, "degraded": 1,
        "unknown": 3},
    "fipdLinkState": {"down": 2, "oneWay": 2, "unknown": 3},
    "fipdAddressState": {"conflict": 2, "failed": 2, "unknown": 3},
}
SENSORS = (("fipdVerdict", "fipd", None), ("fipdRole", "Role", None),
    ("fipdPeerState", "Peer", None), ("fipdLinkState", "Link", "fipdLinkName"),
    ("fipdAddressState", "F-IP", "fipdAddressText"))


def sensor(facts, name, label, column):
    """Return one state sensor; the label's second half is a column of the same row."""
    described = f"{label} {{{{ $FIPD-MIB::{column} }}}}" if column else label
    lines = ["                -", f"                    oid: FIPD-MIB::{name}",
        f"                    num_oid: '.{facts.oid(name)}.{{{{ $index }}}}'",
        f"                    descr: '{described}'",
        f"                    index: '{name}.{{{{ $index }}}}'",
        f"                    state_name: {name}", "                    states:"]
    lines += [f"                        - {{ value: {number}, "
        f"generic: {GENERIC[name].get(word, 0)}, graph: 1, descr: '{word}' }}"
        for word, number in facts.words(name).items()]
    return "\n".join(lines) + "\n"


def make(facts):
    sensors = "".join(sensor(facts, *each) for each in SENSORS)
    detection, discovery = ("resources/definitions/os_detection/fipd.yaml",
        "resources/definitions/os_discovery/fipd.yaml")
    return {
        "librenms/os_detection.yaml": HEAD.format(detection)
            + DETECTION.format(verdict=facts.instance("fipdVerdict")),
        "librenms/os_discovery.yaml": HEAD.format(discovery)
            + "mib: FIPD-MIB\nmodules:\n    os:\n"
            "        version: FIPD-MIB::fipdVersion.0\n"
            "    sensors:\n        state:\n            data:\n" + sensors,
    }
