"""tree - a copy of the tree that a test may change and build, and what docs/structure.md says."""

import os
import re
import shutil
import subprocess
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE = os.path.join(TOP, "docs", "structure.md")
PROGRAMS = ("fipd", "fipctl", "fipd-agentx", "fipd-exec", "fipd-web")


class Copy:
    """The tree as git has it, with what was changed and not committed yet, in a folder."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fipd-adding-")
        self.tree = os.path.join(self.folder, "tree")
        self.built = os.path.join(self.folder, "build")
        self.touched = set()
        names = subprocess.run(["git", "-C", TOP, "ls-files", "-co", "--exclude-standard"],
            check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")
        for name in filter(None, names):
            if os.path.exists(os.path.join(TOP, name)):
                os.makedirs(os.path.dirname(os.path.join(self.tree, name)), exist_ok=True)
                shutil.copy2(os.path.join(TOP, name), os.path.join(self.tree, name))

    def path(self, name):
        return os.path.join(self.tree, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        self.touched.add(name)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def append(self, name, text):
        self.write(name, self.read(name) + text)

    def replace(self, name, anchor, text):
        """Replace the one place where anchor stands."""
        found = self.read(name)
        if found.count(anchor) != 1:
            raise AssertionError(f"{name} has {anchor!r} {found.count(anchor)} times, not once")
        self.write(name, found.replace(anchor, text))

    def insert_before(self, name, anchor, text):
        self.replace(name, anchor, text + anchor)

    def insert_behind(self, name, anchor, text):
        self.replace(name, anchor, anchor + text)

    def build(self):
        for command in (["cmake", "-S", self.tree, "-B", self.built, "-G", "Ninja",
                "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS_DEBUG=-O0", "-DFIPD_WERROR=ON",
                "-DFIPD_TESTS=OFF"], ["cmake", "--build", self.built, "--target", *PROGRAMS]):
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, check=False)
            if done.returncode != 0:
                raise AssertionError(f"{' '.join(command[:2])}: {done.stdout[-4000:]}")

    def run(self, program, *arguments):
        done = subprocess.run([os.path.join(self.built, program), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.stdout

    def read_made(self, name):
        """Return a file that the build makes."""
        with open(os.path.join(self.built, "generated", name), encoding="utf-8") as file:
            return file.read()

    def remove(self):
        shutil.rmtree(self.folder)



def listed(heading):
    """Return the files that the numbered list under a heading of the page names."""
    with open(PAGE, encoding="utf-8") as file:
        section = re.search(rf"^### {heading}\n(.*?)(?=^##)", file.read(), re.M | re.S).group(1)
    return set(re.findall(r"^\d+\. `([\w./-]+)`", section, re.M))
