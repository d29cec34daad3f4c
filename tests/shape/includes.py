"""includes - who may include whom: the table of architecture.md, and no circles."""

import os
import re

from tree import layer_of

LAYERS = {
    "logic": {"logic"},
    "wire": {"wire", "logic"},
    "config": {"config", "logic"},
    "control": {"control", "logic"},
    "io": {"io", "logic", "wire", "config", "control"},
    "fipd": {"io", "logic", "wire", "config", "control"},
    "subagent": {"subagent", "control", "logic", "mib"},
    "agentx": {"agentx", "subagent", "control", "logic"},
    "ctl": {"ctl", "control", "logic", "wire", "mib"},
    "web": {"web", "control", "logic"},
    "http": {"http", "web", "control", "logic"},
}
# Of some layers only these headers are seen.
NARROW = {
    ("wire", "logic"): {"logic/types.h", "logic/key.h", "logic/event.h", "logic/action.h"},
    ("subagent", "mib"): {"mib/root.h"},
    ("ctl", "mib"): {"mib/root.h"},
}
GENERATED = {"mib/root.h"}
PURE = {"<assert.h>", "<stdbool.h>", "<stddef.h>", "<stdint.h>", "<string.h>"}
SYSTEM = {
    "logic": PURE,
    "wire": PURE | {"<stdlib.h>", "<openssl/core_names.h>", "<openssl/crypto.h>",
        "<openssl/evp.h>", "<openssl/params.h>"},
}
# Who links a library may include its headers.
LIBRARIES = {
    "event2/": {"io", "fipd", "agentx", "http"},
    "libmnl/": {"io"},
    "openssl/": {"wire", "io"},
    "yaml.h": {"config"},
    "jansson.h": {"control", "io", "fipd", "subagent", "agentx", "ctl", "web", "http"},
    "net-snmp/": {"agentx"},
}


def check_layers(tree):
    faults = []
    for source in tree.product:
        layer = layer_of(source.path)
        for line, form in source.includes():
            text = judge(tree, layer, form)
            if text:
                faults.append(f"{source.path}:{line}: {form} {text}")
    return faults


def judge(tree, layer, form):
    """Return what is wrong with a file of this layer including that, or None."""
    if layer not in LAYERS:
        return f"from '{layer}', which is no layer"
    if form.startswith("<"):
        return judge_system(layer, form)
    if not re.fullmatch(r'"(\w+/)+\w+\.h"', form):
        return "does not name layer/file.h"
    path = form.strip('"')
    target = layer_of(path)
    if target not in LAYERS[layer]:
        return f"is not for {layer} to see"
    if path not in NARROW.get((layer, target), {path}):
        return f"is not for {layer} to see; of {target} it sees " + ", ".join(
            sorted(NARROW[layer, target]))
    if path not in GENERATED and not os.path.exists(find_file(tree, path)):
        return "does not exist"
    return None


def judge_system(layer, form):
    if layer in SYSTEM and form not in SYSTEM[layer]:
        return f"is not for {layer}, which includes only " + " ".join(sorted(SYSTEM[layer]))
    for library, users in LIBRARIES.items():
        if form[1:].startswith(library) and layer not in users:
            return f"is not for {layer}, which does not link it"
    return None


def find_file(tree, path):
    """Return where an include of the form layer/file.h lies."""
    inside = os.path.join(tree.root, "core", path)
    return inside if os.path.exists(inside) else os.path.join(tree.root, path)


def check_parents(tree):
    return [f"{source.path}:{line}: {form} leaves its folder"
        for source in tree.all() for line, form in source.includes()
        if ".." in form.strip('<>"').split("/")]


def graph(tree):
    """Return which files of the tree each one includes."""
    known = {source.path for source in tree.product}
    edges = {}
    for source in tree.product:
        paths = [os.path.relpath(find_file(tree, form.strip('"')), tree.root)
            for _, form in source.includes() if form.startswith('"')]
        edges[source.path] = [path for path in paths if path in known]
    return edges


def check_cycles(tree):
    edges = graph(tree)
    done = set()
    faults = []
    for start in sorted(edges):
        visit(start, edges, [], done, faults)
    return faults


def visit(path, edges, trail, done, faults):
    if path in trail:
        circle = trail[trail.index(path):] + [path]
        faults.append("a circle: " + " -> ".join(circle))
        return
    if path in done:
        return
    for target in edges[path]:
        visit(target, edges, trail + [path], done, faults)
    done.add(path)
