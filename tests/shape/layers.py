"""layers - which folder is a layer, and which layers it sees, read from CMake's own lines.

The build is the only place that says it: fipd_layer(NAME FOLDER SEES ...), fipd_program(NAME
SOURCE SEES ...), and for a target made by hand the view that it is given by fipd_view(WHO ...).
This reads those lines, with variables, foreach and include; it is no CMake.
"""

import os
import re

COMMAND = re.compile(r"(\w+)\s*\(")
ARGUMENT = re.compile(r'"((?:\\.|[^"\\])*)"|([^\s()"]+)|([()])')
SKIPPED = {"function": "endfunction", "macro": "endmacro"}
SCOPES = {"PUBLIC", "PRIVATE", "INTERFACE"}
GENERATED = "BUILD/generated/"


class Layer:
    """One folder (or, for a program of one file, that file)."""

    def __init__(self, folder):
        self.folder = folder
        self.name = os.path.splitext(os.path.basename(folder))[0]
        self.mount = None       # the first part of an include of its headers
        self.sees = set()       # mounts, its own included
        self.sees_generated = False
        self.targets = set()

    def holds(self, path):
        return path == self.folder or path.startswith(self.folder + "/")


class Layers:
    def __init__(self, root):
        self.root = root
        self.by_folder = {}
        self.generated = set()
        self.links = {}         # target -> {(scope, library)}
        self.variables = {"CMAKE_SOURCE_DIR": ".", "CMAKE_CURRENT_SOURCE_DIR": ".",
            "CMAKE_BINARY_DIR": "BUILD"}
        self.views = {}
        self.sources = {}       # target made by hand -> its patterns
        self.includes = {}      # target made by hand -> its include folders
        self.run(parse(self.read("CMakeLists.txt")))
        self.add_handmade()

    def read(self, path):
        whole = os.path.join(self.root, path)
        if not os.path.exists(whole):
            return ""
        with open(whole, encoding="utf-8") as file:
            return file.read()

    def layer(self, folder):
        return self.by_folder.setdefault(folder, Layer(folder))

    def layer_of(self, path):
        """Return the layer that a file belongs to, or None: the innermost that holds it."""
        found = [layer for layer in self.by_folder.values() if layer.holds(path)]
        return max(found, key=lambda layer: len(layer.folder), default=None)

    def form_of(self, path):
        """Return how a header is named in an include: its layer's mount in place of the folder."""
        found = [layer for layer in self.by_folder.values()
            if layer.mount is not None and layer.holds(path)]
        if not found:
            return path
        layer = max(found, key=lambda each: len(each.folder))
        return layer.mount + path[len(layer.folder):]

    def find(self, form, mounts=None):
        """Return the file that an include names, seen through these mounts (or all), or None."""
        for layer in sorted(self.by_folder.values(), key=lambda each: -len(each.mount or "")):
            if layer.mount is None or (mounts is not None and layer.mount not in mounts):
                continue
            if form.startswith(layer.mount + "/"):
                path = layer.folder + form[len(layer.mount):]
                if os.path.isfile(os.path.join(self.root, path)):
                    return path
        return None

    def programs(self):
        """Return the targets that are no library of a layer."""
        return sorted(target for layer in self.by_folder.values() for target in layer.targets
            if not target.startswith("fipd_"))

    def libraries(self, layer):
        """Return the foreign libraries that a layer's targets link, publicly linked ones too."""
        found = set()
        for target in layer.targets:
            found |= self.linked(target, True, set())
        return found

    def linked(self, target, own, done):
        found = set()
        for scope, library in self.links.get(target, ()):
            if (own or scope != "PRIVATE") and library not in done:
                done.add(library)
                found |= {library} | self.linked(library, False, done)
        return found

    def expand(self, text):
        return re.sub(r"\$\{([^${}]*)\}",
            lambda match: self.variables.get(match.group(1), match.group(0)), text)

    def arguments(self, raw):
        """Return the arguments of a command; an unquoted list is as many as it has parts."""
        values = []
        for text, quoted in raw:
            text = self.expand(text)
            values += [text] if quoted else [part for part in text.split(";") if part]
        return [re.sub(r"^\./", "", value) for value in values]

    def run(self, commands):
        index = 0
        while index < len(commands):
            name, raw = commands[index]
            if name in SKIPPED:
                index = skip(commands, index, name, SKIPPED[name])
            elif name == "foreach":
                end = skip(commands, index, name, "endforeach")
                variable, *values = self.arguments(raw)
                for value in values:
                    self.variables[variable] = value
                    self.run(commands[index + 1:end])
                index = end
            else:
                action = getattr(self, "do_" + name, None)
                if action is not None:
                    action(self.arguments(raw))
            index += 1

    def do_include(self, values):
        if values[0].endswith(".cmake"):
            self.run(parse(self.read(values[0])))

    def do_set(self, values):
        self.variables[values[0]] = ";".join(values[1:])

    def do_file(self, values):
        if values[0] == "GLOB":
            self.variables[values[1]] = ";".join(
                value for value in values[2:] if value != "CONFIGURE_DEPENDS")
        elif values[:2] == ["CONFIGURE", "OUTPUT"]:
            self.add_generated(values[2])

    def do_configure_file(self, values):
        self.add_generated(values[1])

    def add_generated(self, path):
        if path.startswith(GENERATED):
            self.generated.add(path[len(GENERATED):])

    def do_set_property(self, values):
        match = re.fullmatch(r"GLOBAL PROPERTY FIPD_FOLDER_(\w+) (\S+)", " ".join(values))
        if match is not None:
            self.layer(match.group(2)).mount = match.group(1)

    def do_fipd_layer(self, values):
        layer = self.layer(values[1])
        layer.name = layer.mount = values[0]
        sees = after(values, "SEES")
        layer.sees |= {layer.mount, *sees}
        target = f"fipd_{layer.name}"
        layer.targets.add(target)
        self.link(target, [("PUBLIC", f"fipd_{other}") for other in sees])
        self.link(target, [("PUBLIC", value) for value in values if "::" in value])

    def do_fipd_program(self, values):
        layer = self.layer(values[1])
        if os.path.isdir(os.path.join(self.root, values[1])):
            layer.mount = layer.mount or values[1]
            layer.sees.add(layer.mount)
        sees = after(values, "SEES")
        layer.sees |= set(sees)
        layer.targets.add(values[0])
        self.link(values[0], [("PRIVATE", f"fipd_{other}") for other in sees])
        self.link(values[0], [("PRIVATE", value) for value in values if "::" in value])

    def do_fipd_view(self, values):
        self.views[values[0]] = set(values[1:])
        self.variables[f"{values[0]}_VIEW"] = f"VIEW/{values[0]}"

    def do_add_library(self, values):
        self.sources.setdefault(values[0], []).extend(values[1:])

    do_add_executable = do_add_library

    def do_target_include_directories(self, values):
        self.includes.setdefault(values[0], set()).update(values[1:])

    def do_target_link_libraries(self, values):
        scope = "PUBLIC"
        for value in values[1:]:
            if value in SCOPES:
                scope = value
            else:
                self.link(values[0], [(scope, value)])

    def link(self, target, libraries):
        self.links.setdefault(target, set()).update(libraries)

    def add_handmade(self):
        """Make layers of targets that have sources and a view, but no line of their own."""
        for target, values in self.sources.items():
            views = [value[len("VIEW/"):] for value in self.includes.get(target, ())
                if value.startswith("VIEW/")]
            folders = {os.path.dirname(value) for value in values if value.endswith(".c")}
            for folder in folders if views else ():
                layer = self.layer(folder)
                layer.targets.add(target)
                for view in views:
                    layer.sees |= self.views[view]
        for layer in self.by_folder.values():
            layer.sees_generated = any(GENERATED.rstrip("/") in self.includes.get(target, ())
                for target in layer.targets)


def parse(text):
    """Return (name, [(argument, whether it was quoted)]) of each command of a CMake file."""
    text = re.sub(r"(?m)(^|\s)#.*$", r"\1", text)
    commands = []
    position = 0
    while (match := COMMAND.search(text, position)) is not None:
        raw, position = read_arguments(text, match.end())
        commands.append((match.group(1).lower(), raw))
    return commands


def read_arguments(text, position):
    raw = []
    depth = 1
    while depth > 0 and (match := ARGUMENT.search(text, position)) is not None:
        position = match.end()
        if match.group(3) is not None:
            depth += 1 if match.group(3) == "(" else -1
        else:
            raw.append((match.group(1) if match.group(2) is None else match.group(2),
                match.group(2) is None))
    return raw, position


def skip(commands, index, opening, closing):
    """Return the index of the command that closes the one at index."""
    depth = 0
    while index < len(commands):
        depth += (commands[index][0] == opening) - (commands[index][0] == closing)
        if depth == 0:
            return index
        index += 1
    raise ValueError(f"{opening}() has no {closing}()")


def after(values, keyword):
    """Return the arguments that follow a keyword, up to the next one in capitals."""
    found = []
    if keyword in values:
        for value in values[values.index(keyword) + 1:]:
            if re.fullmatch(r"[A-Z_]+", value):
                break
            found.append(value)
    return found
