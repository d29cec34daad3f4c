"""includes - who may include whom: the table of docs/structure.md, and no circles."""

import re

PURE = {"<assert.h>", "<inttypes.h>", "<limits.h>", "<stdarg.h>", "<stdbool.h>", "<stddef.h>",
    "<stdint.h>", "<stdio.h>", "<string.h>"}
WIRE = PURE | {"<stdlib.h>", "<openssl/core_names.h>", "<openssl/crypto.h>", "<openssl/evp.h>",
    "<openssl/params.h>"}
# Who links a library may include its headers.
LIBRARIES = {
    "event2/": {"PkgConfig::EVENT", "PkgConfig::EVENT_EXTRA"},
    "libmnl/": {"PkgConfig::MNL"},
    "seccomp.h": {"PkgConfig::SECCOMP"},
    "openssl/": {"OpenSSL::Crypto"},
    "yaml.h": {"PkgConfig::YAML"},
    "curl/": {"PkgConfig::CURL"},
    "jansson.h": {"PkgConfig::JANSSON"},
    "net-snmp/": {"netsnmp"},
}


def is_pure(layer):
    """Return whether a layer may touch nothing of the world, so that it is shown to be right."""
    return layer.folder == "core/wire" or is_logic(layer)


def is_logic(layer):
    return layer.folder == "core/logic" or layer.folder.startswith("core/logic/")


def check_layers(tree):
    faults = []
    for source in tree.product:
        layer = tree.layers.layer_of(source.path)
        for line, form in source.includes():
            text = judge(tree, layer, form)
            if text:
                faults.append(f"{source.path}:{line}: {form} {text}")
    return faults


def judge(tree, layer, form):
    """Return what is wrong with a file of this layer including that, or None."""
    if layer is None:
        return "from a folder that is no layer"
    if form.startswith("<"):
        return judge_system(tree, layer, form)
    if not re.fullmatch(r'"(\w+/)+\w+\.(h|def)"', form):
        return "does not name layer/file.h"
    path = form.strip('"')
    found = tree.layers.find(path, layer.sees)
    if found is not None:
        target = tree.layers.layer_of(found)
        if target is layer or target.mount in layer.sees:
            return None
    if path in tree.layers.generated and layer.sees_generated:
        return None
    if path in tree.layers.generated or tree.layers.find(path) is not None:
        return f"is not for {layer.name} to see"
    return "does not exist"


def judge_system(tree, layer, form):
    allowed = WIRE if layer.folder == "core/wire" else PURE
    if is_pure(layer) and form not in allowed:
        return f"is not for {layer.name}, which includes only " + " ".join(sorted(allowed))
    for prefix, libraries in LIBRARIES.items():
        if form[1:].startswith(prefix) and not libraries & tree.layers.libraries(layer):
            return f"is not for {layer.name}, which does not link it"
    return None


def check_parents(tree):
    return [f"{source.path}:{line}: {form} leaves its folder"
        for source in tree.all() for line, form in source.includes()
        if ".." in form.strip('<>"').split("/")]
