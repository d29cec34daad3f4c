"""modules - x.c with x.h of one folder is one module; who uses whom, by include and by call.

A module uses another if it includes a header of it, or if its code names a function that the
other offers and that is declared by a header which it reaches.  A function is offered if it
is defined outside the header's own module's static ones: extern in a .c, or inline in a .h.
"""

import os
import re

WORD = re.compile(r"[A-Za-z_]\w*")
TAGS = {"struct", "enum", "union", "goto"}


class Graph:
    def __init__(self, tree):
        self.tree = tree
        self.product = {source.path: source for source in tree.product}
        self.modules = sorted({module_of(path) for path in self.product})
        self.files = {path: self.included(source) for path, source in self.product.items()}
        self.includes = merge(self.files)
        self.reached = {path: reach(path, self.files) for path in self.product}
        self.offered = self.find_offered()
        self.clients = self.find_clients()      # (module, function) -> modules that name it
        self.calls = {module: set() for module in self.modules}
        for (module, _), users in self.clients.items():
            for user in users:
                self.calls[user].add(module)

    def included(self, source):
        forms = [form.strip('"') for _, form in source.includes() if form.startswith('"')]
        paths = [self.tree.layers.find(form) for form in forms]
        return {path for path in paths if path in self.product and path != source.path}

    def find_offered(self):
        """Return {name: {(module, header)}} of the functions that a module offers."""
        defined = {(module_of(path), function.name)
            for path, source in self.product.items() for function in source.functions
            if path.endswith(".h") or not function.is_static}
        offered = {}
        for path, source in self.product.items():
            if path.endswith(".h"):
                for each in source.prototypes + source.functions:
                    for module in self.definers(path, each.name, defined):
                        offered.setdefault(each.name, set()).add((module, path))
        return offered

    def definers(self, header, name, defined):
        """Return the module that defines what a header declares: its own, or one of its folder."""
        own = module_of(header)
        if (own, name) in defined:
            return [own]
        others = [module for module, other in defined if other == name]
        near = [module for module in others
            if os.path.dirname(module) == os.path.dirname(header)]
        return (near or others)[:1]

    def find_clients(self):
        clients = {pair: set() for pair in {(module, name)
            for name, places in self.offered.items() for module, _ in places}}
        for path, source in self.product.items():
            user = module_of(path)
            own = {function.name for function in source.functions}
            reached = self.reached[path]
            for name in names_in(source) - own:
                for module, header in self.offered.get(name, ()):
                    if header in reached and module != user:
                        clients[module, name].add(user)
        return clients

    def cycles(self):
        """Return each set of modules that use each other in a circle."""
        edges = {module: self.includes.get(module, set()) | self.calls[module]
            for module in self.modules}
        return sorted((sorted(part) for part in components(edges) if len(part) > 1),
            key=lambda part: (-len(part), part))

    def explain(self, part):
        """Return the edges inside a cycle, with what makes each of them."""
        lines = []
        for user in part:
            for used in part:
                ways = ["include"] if used in self.includes.get(user, ()) else []
                ways += sorted(name for (module, name), users in self.clients.items()
                    if module == used and user in users)
                if user != used and ways:
                    lines.append(f"{user} -> {used}: {', '.join(ways[:4])}"
                        + (f" and {len(ways) - 4} more" if len(ways) > 4 else ""))
        return lines

    def lone_headers(self):
        """Return (header, user) of each that exactly one module but its own includes."""
        users = {path: set() for path in self.product if path.endswith(".h")}
        for path, included in self.files.items():
            for header in included:
                if header in users and module_of(header) != module_of(path):
                    users[header].add(module_of(path))
        return sorted((header, *found) for header, found in users.items() if len(found) == 1)

    def lone_functions(self):
        """Return (module, function, user) of each offered function with exactly one client."""
        return sorted((module, name, *users)
            for (module, name), users in self.clients.items() if len(users) == 1)

    def used_functions(self):
        return [pair for pair, users in self.clients.items() if users]

    def folders(self):
        """Return {folder: its modules}."""
        found = {}
        for module in self.modules:
            found.setdefault(os.path.dirname(module), []).append(module)
        return found


def module_of(path):
    return os.path.splitext(path)[0]


def merge(files):
    """Return the includes between files as uses between modules."""
    edges = {}
    for path, included in files.items():
        found = edges.setdefault(module_of(path), set())
        found |= {module_of(other) for other in included} - {module_of(path)}
    return edges


def reach(path, files):
    found = set()
    waiting = [path]
    while waiting:
        for other in files[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def names_in(source):
    """Return the names that code uses: no member, no tag; macros' bodies are code too."""
    names = {word for _, directive, rest in source.directives if directive == "define"
        for word in WORD.findall(re.sub(r'"(?:\\.|[^"\\])*"', "", rest))}
    texts = [token.text for token in source.tokens]
    for index, text in enumerate(texts):
        if WORD.fullmatch(text):
            before = texts[index - 1] if index > 0 else ""
            arrow = before == ">" and index > 1 and texts[index - 2] == "-"
            if before != "." and not arrow and before not in TAGS:
                names.add(text)
    return names


def components(edges):
    """Return the strongly connected components (Tarjan's, without recursion)."""
    number, low, stack, found = {}, {}, [], []
    on_stack = set()
    for root in sorted(edges):
        work = [(root, None)] if root not in number else []
        while work:
            node, rest = work.pop()
            if rest is None:
                number[node] = low[node] = len(number)
                stack.append(node)
                on_stack.add(node)
                rest = iter(sorted(edges[node]))
            for other in rest:
                if other not in number:
                    work += [(node, rest), (other, None)]
                    break
                if other in on_stack:
                    low[node] = min(low[node], number[other])
            else:
                if low[node] == number[node]:
                    cut = stack.index(node)
                    found.append(stack[cut:])
                    on_stack -= set(stack[cut:])
                    del stack[cut:]
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
    return found
