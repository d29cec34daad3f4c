"""tree - the files of the project that have a shape to keep."""

import os

import layers
import scanner

PRODUCT = ("core", "subagent", "ctl", "exec", "web")
TESTS = ("tests",)


class Tree:
    """All C files below a root, read once.  A file that cannot be read is a fault."""

    def __init__(self, root):
        self.root = root
        self.faults = []
        self.folders = []
        self.layers = layers.Layers(root)
        self.product = self.read_all(PRODUCT)
        self.tests = self.read_all(TESTS)

    def all(self):
        return self.product + self.tests

    def paths(self):
        """Return what clang-format may read: rows of a .def file are not C by themselves."""
        return [os.path.join(self.root, source.path) for source in self.all()
            if not source.path.endswith(".def")]

    def read_all(self, tops):
        sources = []
        for top in tops:
            for folder, below, names in os.walk(os.path.join(self.root, top)):
                below[:] = sorted(name for name in below if name[0] not in "._")
                self.folders += [os.path.relpath(os.path.join(folder, name), self.root)
                    for name in below]
                sources += self.read_some(folder, sorted(names))
        return sources

    def read_some(self, folder, names):
        for name in names:
            if name.endswith((".c", ".h", ".def")):
                path = os.path.relpath(os.path.join(folder, name), self.root)
                source = self.read_one(path)
                if source is not None:
                    yield source

    def read_one(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            text = file.read()
        try:
            return scanner.Source(path, text)
        except scanner.ScanError as error:
            self.faults.append(f"{path}:{error.line}: {error}")
            return None
