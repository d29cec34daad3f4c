"""mibfile - FIPD-MIB as smidump reads it: what an agent that serves it must do."""

import subprocess

import ber

BASES = ("SNMPv2-TC", "INET-ADDRESS-MIB", "SNMP-FRAMEWORK-MIB")
TAGS = {"Enumeration": ber.INTEGER, "Integer32": ber.INTEGER, "OctetString": ber.OCTETS,
    "Unsigned32": ber.UNSIGNED, "Unsigned64": ber.COUNTER64, "Bits": ber.OCTETS}
SMI_TAGS = {"TimeTicks": ber.TICKS, "Counter32": ber.COUNTER, "Gauge32": ber.UNSIGNED,
    "Counter64": ber.COUNTER64, "IpAddress": ber.IP}


def dump(folders, module):
    """Return what smidump says of a module, as its Python form."""
    text = subprocess.run(["smidump", "-c", "/dev/null", "-k", "-f", "python", module],
        env={"SMIPATH": ":".join(folders), "PATH": "/usr/bin:/bin"}, check=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    scope = {}
    exec(text, scope)
    return scope["MIB"]


def dotted(text):
    return tuple(map(int, text.split(".")))


class Object:
    """One accessible object: name, oid, tag, ranges (of the number or the length), writable."""

    def __init__(self, name, node, types):
        self.name = name
        self.oid = dotted(node["oid"])
        self.column = node["nodetype"] == "column"
        self.access = node["access"]
        self.tag, self.ranges = None, None
        self.resolve(node["syntax"]["type"], types)

    def resolve(self, syntax, types):
        """Follow the type to its base; the innermost range that is given counts."""
        if syntax.get("name") in SMI_TAGS or syntax.get("type") in SMI_TAGS:
            self.tag = SMI_TAGS[syntax.get("name") or syntax["type"]]
            return
        if "basetype" not in syntax:
            self.resolve(types[syntax["name"]], types)
            return
        if syntax["basetype"] == "Bits":
            syntax = {"basetype": "Bits"}
        numbers = [int(each["number"]) for each in syntax.values()
            if isinstance(each, dict) and each.get("nodetype") == "namednumber"]
        ranges = [(int(each["min"]), int(each["max"])) for each in syntax.get("ranges", [])]
        self.ranges = self.ranges or [(each, each) for each in numbers] or ranges or None
        self.tag = TAGS[syntax["basetype"]]
        parent = syntax.get("parent module", {}).get("type")
        if parent in SMI_TAGS or (parent in types and self.ranges is None):
            self.resolve({"name": parent}, types)

    def allows(self, tag, value):
        measure = len(value) if isinstance(value, bytes) else value
        return tag == self.tag and (self.ranges is None
            or any(low <= measure <= high for low, high in self.ranges))


class Mib:
    """objects by name, notifications by name: (oid, names of its objects)."""

    def __init__(self, folders):
        own = dump(folders, "FIPD-MIB")
        types = {"TimeTicks": None}
        for module in BASES:
            types.update(dump(folders, module).get("typedefs", {}))
        types.update(own["typedefs"])
        types = {**{name: {"name": name} for name in SMI_TAGS}, **types}
        types["Integer32"] = {"basetype": "Integer32"}
        types["Unsigned32"] = {"basetype": "Unsigned32"}
        nodes = own["nodes"]
        self.root = dotted(nodes["fipdMIB"]["oid"])
        self.objects = {name: Object(name, node, types) for name, node in nodes.items()
            if node.get("access", "noaccess") != "noaccess"
            and node["nodetype"] in ("scalar", "column")}
        self.notifications = {name: (dotted(node["oid"]), list(node["objects"]))
            for name, node in own["notifications"].items()}

    def dates_of_ages(self):
        """Return the names of the dates that are now less an age, beside the age."""
        return {name for name in self.objects
            if name.endswith(("SinceDate", "HeardDate", "ChangeDate", "EndedDate"))}

    def named(self, oid):
        """Return the object that an instance belongs to, or None."""
        for each in self.objects.values():
            if oid[:len(each.oid)] == each.oid:
                return each
        return None
