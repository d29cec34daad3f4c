"""opennms - FIPD.events.xml: alarms whose clear-key is the number of the alarm.

The first event that fits is taken: what ends an alarm stands before what ends none, which is
an event without an alarm, and a severity that a notification can have before that of its kind.
"""

from xml.sax.saxutils import escape

from .facts import position

HEAD = """\
<?xml version="1.0"?>
<!-- FIPD.events.xml - fipd for OpenNMS, made by conf/nms/generate (not run here). -->
<events xmlns="http://xmlns.opennms.org/xsd/eventconf">
"""
UEI = "uei.opennms.org/traps/FIPD-MIB"
# One key for all alarms of a node, whatever kind raises or ends them.
ALARM = f"{UEI}/alarm:%dpname%:%nodeid%:"
LEVELS = {"critical": "Critical", "major": "Major", "minor": "Minor", "warning": "Warning",
    "indeterminate": "Normal", "cleared": "Normal"}


def mask(facts, kind, binds):
    elements = (("id", "." + facts.root), ("generic", "6"), ("specific", str(kind.number)))
    text = "".join(f"   <maskelement><mename>{name}</mename><mevalue>{value}</mevalue>"
        "</maskelement>\n" for name, value in elements)
    text += "".join(f"   <varbind><vbnumber>{place}</vbnumber><vbvalue>{value}</vbvalue>"
        "</varbind>\n" for place, value in binds)
    return f"  <mask>\n{text}  </mask>\n"


def event(facts, kind, what, binds, severity, alarm):
    told = f"%parm[#{position('fipdNodeName')}]%: %parm[#{position('fipdEventText')}]%"
    return (f" <event>\n{mask(facts, kind, binds)}"
        f"  <uei>{UEI}/{kind.notification}/{what}</uei>\n"
        f"  <event-label>FIPD-MIB: {kind.notification} ({what})</event-label>\n"
        f"  <descr>{escape(kind.title + '. ' + kind.remedy)}</descr>\n"
        f'  <logmsg dest="logndisplay">{told}</logmsg>\n'
        f"  <severity>{severity}</severity>\n{alarm} </event>\n")


def events_of(facts, kind):
    number, clears = position("fipdEventSequence"), position("fipdEventClears")
    level, ended = LEVELS[kind.severity], f"%parm[#{clears}]%"
    if kind.raises:
        return [event(facts, kind, "raise", [(position("fipdEventSeverity"),
                facts.words("FipdSeverityCode")[severity])]
                if severity != kind.severity else [], LEVELS[severity],
            f'  <alarm-data reduction-key="{ALARM}%parm[#{number}]%" alarm-type="1" '
            'auto-clean="false"/>\n') for severity in kind.severities]
    note = event(facts, kind, "note", [], level, "")
    if not kind.clears:
        return [note]
    return [event(facts, kind, "clear", [(clears, "~^[1-9][0-9]*$")], "Cleared",
        f'  <alarm-data reduction-key="{UEI}/clear:%dpname%:%nodeid%:{ended}" '
        f'alarm-type="2" clear-key="{ALARM}{ended}" auto-clean="true"/>\n'), note]


def make(facts):
    texts = [text for kind in facts.events for text in events_of(facts, kind)]
    return {"opennms/FIPD.events.xml": HEAD + "".join(texts) + "</events>\n"}
