"""released - the programs of a release, built once from the commit that tests/released names.

They are in build/released/VERSION: source/ has the release's files, programs/ what a user
would run of it.  Run as a program it builds every release; a release that cannot be built
is an error, never a reason to leave a test out.
"""

import fcntl
import os
import shutil
import subprocess
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOP = os.path.dirname(TESTS)
BUILT = os.path.join(TOP, "build", "released")
PROGRAMS = ("fipd", "fipctl")


def releases():
    """Return the commit of each release by its version."""
    with open(os.path.join(TESTS, "released")) as file:
        return dict(line.split() for line in file if not line.startswith("#"))


def programs(version):
    """Return the folder with the programs of a release; build them if they are not there."""
    commit = releases()[version]
    folder = os.path.join(BUILT, version)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark = os.path.join(folder, "built")
        if not has_mark(mark, commit):
            extract(version, commit, os.path.join(folder, "source"))
            build(os.path.join(folder, "source"), os.path.join(folder, "programs"))
            with open(mark, "w") as file:
                file.write(commit)
    return os.path.join(folder, "programs")


def has_mark(path, commit):
    try:
        with open(path) as file:
            return file.read() == commit
    except OSError:
        return False


def extract(version, commit, folder):
    """Write the files of a commit into a folder, in place of what was there."""
    git = ["git", "-c", f"safe.directory={TOP}", "-C", TOP]
    found = run([*git, "cat-file", "-e", commit + "^{commit}"])
    if found.returncode != 0:
        raise RuntimeError(f"fipd {version} is commit {commit} (tests/released), and this "
            "is no clone that has it; clone the repository with its whole history, or run "
            f"git fetch --unshallow in a shallow clone (git says: {found.stdout.strip()})")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    archive = folder + ".tar"
    must([*git, "archive", "--output", archive, commit])
    must(["tar", "-x", "-f", archive, "-C", folder])
    os.remove(archive)


def build(source, folder):
    """Build the programs of a release, as a user does, without its tests."""
    shutil.rmtree(folder, ignore_errors=True)
    must(["cmake", "--preset", "release", "-B", folder, "-DFIPD_TESTS=OFF"], source)
    must(["cmake", "--build", folder, "--target", *PROGRAMS], source)


def run(command, folder=TOP):
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def must(command, folder=TOP):
    """Run a command; one that fails is an error with the end of what it wrote."""
    done = run(command, folder)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}:\n"
            f"{done.stdout[-3000:]}")


if __name__ == "__main__":
    try:
        for each in releases():
            print(programs(each))
    except RuntimeError as error:
        sys.exit(str(error))
