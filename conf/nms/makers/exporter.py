"""exporter - snmp_exporter: the generator's input for 0.21 and for 0.23 on, and snmp.yml.

The module fipd is what the rules and the dashboard ask, so that 1,000 pairs cost little;
fipd_detail has the counters and times too.  The table of events is walked by neither: 256
rows each time, for what notifications bring once.
"""

import os
import shutil
import subprocess
import tempfile

GENERATOR = "prometheus-snmp-generator"
# What rules and dashboard use, as scalars and as columns.
FEW = ("fipdVerdict", "fipdVerdictText", "fipdNodeName", "fipdPairName", "fipdCoreStatus",
    "fipdRole", "fipdPeerState", "fipdMaintenance", "fipdAlarmCount",
    "fipdNotificationsDropped", "fipdAddressState", "fipdLinkState")
# Scalars of these groups, and these tables, are in fipd_detail too.
GROUPS = ("fipdSystem", "fipdRoles", "fipdPeer", "fipdCounters", "fipdAlarms",
    "fipdNotificationControl")
TABLES = ("fipdLinkTable", "fipdAddressTable", "fipdAlarmTable")
# Written by managers: not measured.
LEFT_OUT = {"fipdAction", "fipdSetLock", "fipdConfigDigest", "fipdNotificationEnable",
    "fipdNotificationResendFrom", "fipdNotificationResendAfterCut", "fipdNotificationSpacing"}
STATES = ("fipdRole", "fipdPeerRole", "fipdPeerState", "fipdCoreStatus", "fipdAddressState",
    "fipdLinkState")
HEAD = "# {name} - fipd for snmp_exporter {versions}, made by conf/nms/generate.\n"


def detail(facts):
    """Return the names that fipd_detail walks."""
    scalars = [name for group in GROUPS for name in facts.scalars(group)
        if name not in LEFT_OUT]
    columns = [name for table in TABLES for name in facts.columns(table)]
    return list(dict.fromkeys([*FEW, *scalars, *columns]))


def tables_of(facts, names):
    """Return those of the tables of which a column is named."""
    return [table for table in TABLES if set(facts.columns(table)) & set(names)]


LOOKUPS = {
    "fipdLinkTable": ("fipdLinkIndex", "fipdLinkName"),
    "fipdAlarmTable": ("fipdAlarmIndex", "fipdAlarmText"),
}


def module(facts, name, names, more):
    """Return one module of the generator's input, as lines."""
    lines = [f"  {name}:", *more, "    walk:"]
    lines += [f"      - {each}" for each in names]
    lookups = [LOOKUPS[table] for table in tables_of(facts, names) if table in LOOKUPS]
    if lookups:
        lines.append("    lookups:")
    for index, column in lookups:
        lines += [f"      - source_indexes: [{index}]", f"        lookup: {column}"]
    lines.append("    overrides:")
    for each in STATES:
        if each in names:
            lines += [f"      {each}:", "        type: EnumAsStateSet"]
    return lines


MODULES = (("fipd", lambda _: FEW), ("fipd_detail", detail))
LIMITS = ["    max_repetitions: 25", "    timeout: 5s", "    retries: 1"]


def input_021(facts):
    lines = ["modules:"]
    for name, names in MODULES:
        lines += module(facts, name, names(facts), ["    version: 2", *LIMITS, "    auth:",
            "      community: public"])
    return HEAD.format(name="generator-0.21.yml", versions="0.21 and 0.22") \
        + "\n".join(lines) + "\n"


def input_023(facts):
    lines = ["auths:", "  public_v2:", "    version: 2", "    community: public", "modules:"]
    for name, names in MODULES:
        lines += module(facts, name, names(facts), LIMITS)
    return HEAD.format(name="generator-0.23.yml", versions="0.23 and later (not run here)") \
        + "\n".join(lines) + "\n"


def run_generator(facts, text):
    """Return the snmp.yml that the generator makes of its input."""
    with tempfile.TemporaryDirectory(prefix="fipd-nms-") as folder:
        with open(os.path.join(folder, "generator.yml"), "w") as file:
            file.write(text)
        shutil.copy(facts.mib, os.path.join(folder, "FIPD-MIB"))
        subprocess.run([GENERATOR, "generate", "-o", "snmp.yml"], cwd=folder, check=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "MIBDIRS": f"{folder}:{facts.bases}", "MIBS": "FIPD-MIB"})
        with open(os.path.join(folder, "snmp.yml")) as file:
            return file.read()


# What 0.23 moved from each module to the list of auths.
AUTH_LINES = ("  version:", "  auth:", "    community:")


def for_023(text):
    """Return an snmp.yml of 0.21 as 0.23 and later read it."""
    lines = ["auths:", "  public_v2:", "    version: 2", "    community: public",
        "    security_level: noAuthNoPriv", "    auth_protocol: MD5",
        "    priv_protocol: DES", "modules:"]
    for line in text.splitlines():
        if not line.startswith("#") and not line.startswith(AUTH_LINES):
            lines.append("  " + line)
    return "\n".join(lines) + "\n"


def make(facts):
    files = {"snmp_exporter/generator-0.21.yml": input_021(facts),
        "snmp_exporter/generator-0.23.yml": input_023(facts)}
    if shutil.which(GENERATOR):
        made = run_generator(facts, input_021(facts))
        plain = "\n".join(line for line in made.splitlines() if not line.startswith("#"))
        files["snmp_exporter/snmp-0.21.yml"] = HEAD.format(name="snmp-0.21.yml",
            versions="0.21 and 0.22") + plain + "\n"
        files["snmp_exporter/snmp-0.23.yml"] = HEAD.format(name="snmp-0.23.yml",
            versions="0.23 and later (not run here)") + for_023(plain)
    return files
