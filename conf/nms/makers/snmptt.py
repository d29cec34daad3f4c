"""snmptt - snmptt.conf.fipd: each notification of FIPD-MIB as one readable line.

A kind raises an alarm, or it merely tells, or it ends an alarm if there is one: what the
notification carries (fipdEventClears) decides.  The line begins with ZBXTRAP and the node's
address, so that Zabbix reads the same file.
"""

from .facts import position

HEAD = """\
# snmptt.conf.fipd - FIPD-MIB for SNMPTT 1.5, made by conf/nms/generate.
#
# RAISE and CLEAR lines of one alarm have the same alarm=N.  A NOTE belongs to no alarm.

"""
AGENT_EVENTS = """\
#
EVENT nsNotifyShutdown .1.3.6.1.4.1.8072.4.0.2 "fipd unknown" Warning
FORMAT ZBXTRAP $aA fipd NOTE severity=warning kind=snmpdStopped snmpd stops: nothing is known of this node until it is back
SDESC
snmpd was stopped, so nothing can be asked of the node; fipd itself runs on.
EDESC
#
EVENT coldStart .1.3.6.1.6.3.1.1.5.1 "fipd note" Normal
FORMAT ZBXTRAP $aA fipd NOTE severity=indeterminate kind=snmpdStarted snmpd runs
SDESC
snmpd runs on this node.
EDESC
"""
NODE, PAIR, SEVERITY, NUMBER, CLEARS, _, SUBJECT, TEXT = (
    f"${place}" for place in range(1, 9))
REST = f"node={NODE} pair={PAIR} subject={SUBJECT} text={TEXT}"


def event(facts, kind, what, severity, match=None):
    """Return one EVENT; what is RAISE, CLEAR or NOTE."""
    level = {"cleared": "Normal", "indeterminate": "Normal"}.get(severity,
        severity.capitalize())
    number = {"RAISE": f"alarm={NUMBER}", "CLEAR": f"alarm={CLEARS}",
        "NOTE": f"number={NUMBER}"}[what]
    lines = [
        "#",
        f'EVENT {kind.notification} .{facts.oid(kind.notification)} '
        f'"fipd {what.lower()}" {level}',
        f"FORMAT ZBXTRAP $aA fipd {what} severity={severity} kind={kind.word} {number} {REST}",
        *([f"MATCH {match}"] if match else []),
        "SDESC", f"{kind.title}. {kind.remedy}", "EDESC"]
    return "\n".join(lines) + "\n"


def events_of(facts, kind):
    """Return a kind's EVENTs."""
    if kind.raises:
        return [event(facts, kind, "RAISE", severity, len(kind.severities) > 1
            and f"{SEVERITY}: (^({severity}|{facts.words('FipdSeverityCode')[severity]}))")
            for severity in kind.severities]
    if kind.clears:
        return [event(facts, kind, "CLEAR", "cleared", f"{CLEARS}: (^[1-9])"),
            event(facts, kind, "NOTE", "indeterminate", f"{CLEARS}: (^0$)")]
    return [event(facts, kind, "NOTE", kind.severity)]


def make(facts):
    assert position("fipdEventText") == 8
    texts = [text for kind in facts.events for text in events_of(facts, kind)]
    return {"snmptt/snmptt.conf.fipd": HEAD + "".join(texts) + AGENT_EVENTS}
