"""telegraf - fipd.conf: one measurement a node, one for F-IPs and one for links."""

HEAD = """\
# fipd.conf - fipd for Telegraf, made by conf/nms/generate (not run here).
# The agent section wants snmp_translator = "gosmi" where names are to be looked up; here
# every OID is a number, so that no MIB has to be installed.
[[inputs.snmp]]
  agents = ["udp://192.168.0.1:161", "udp://192.168.0.2:161"]
  version = 2
  community = "public"
  name = "fipd"
"""
TAGS = ("fipdNodeName", "fipdPairName")
FIELDS = ("fipdVerdict", "fipdVerdictText", "fipdRole", "fipdPeerState", "fipdMaintenance",
    "fipdAlarmCount", "fipdFailovers", "fipdFailbacks", "fipdSwitchovers")
TABLES = (
    ("fipd_address", ("fipdAddressText",), ("fipdAddressState", "fipdAddressConflicts")),
    ("fipd_link", ("fipdLinkName",), ("fipdLinkState", "fipdLinkSent", "fipdLinkReceived",
        "fipdLinkLost", "fipdLinkRoundTrip")),
)


def field(head, name, oid, is_tag):
    tag = "    is_tag = true\n" if is_tag else ""
    return f'  [[{head}]]\n    name = "{name}"\n    oid = ".{oid}"\n{tag}'


def make(facts):
    text = HEAD
    for name in TAGS + FIELDS:
        text += field("inputs.snmp.field", name, facts.instance(name), name in TAGS)
    for table, tags, columns in TABLES:
        text += (f'  [[inputs.snmp.table]]\n    name = "{table}"\n'
            f'    inherit_tags = [{", ".join(chr(34) + tag + chr(34) for tag in TAGS)}]\n')
        for name in tags + columns:
            text += field("inputs.snmp.table.field", name, facts.oid(name), name in tags)
    return {"telegraf/fipd.conf": text}
