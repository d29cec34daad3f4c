"""other_debs - packages that are not of this tree for Debian 12: of a release, or for another suite."""

import fcntl
import glob
import os
import shutil
import subprocess
import tempfile

from debs import PACKAGES, state_of
from lab.network import source_folder
from lab.released import releases
from root import FOLDER, is_made, must, root_of, write_policy

# In a copy of the suite's root, with what this tree's tarball holds and without git.
BUILD = """\
set -e
mount -t overlay overlay -o lowerdir={base},upperdir={work}/upper,workdir={work}/work {root}
mount -t proc proc {root}/proc
tar -x -J --strip-components=1 -C {root}/root/fipd -f {tarball}
cp /etc/resolv.conf {root}/etc/resolv.conf
chroot {root} env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive sh -ec '
	cd /root/fipd
	apt-get -qq update
	apt-get -qq build-dep --no-install-recommends ./conf
	apt-get -qq install --no-install-recommends dpkg-dev
	conf/package --into /root/packages' || {{
	cp {root}/root/packages/build.log {folder}.log
	exit 1
}}
rm -rf {folder}
cp -r {root}/root/packages {folder}
"""


def of_release(version):
    """Return the paths of a release's packages; make them if they or the packaging changed."""
    commit = releases()[version]
    return made("packages-" + version, commit + "\n" + packaging(), lambda folder: must(
        [os.path.join(source_folder(), "conf", "package"), "--source", commit, "--into", folder]))


def for_suite(suite):
    """Return the paths of this tree's packages for another suite, made in a root of it."""
    return made("packages-" + suite, state_of(source_folder()),
        lambda folder: build_in(suite, folder))


def made(name, state, make):
    """Return the paths of fipd's packages in a folder; make them if they are of another state."""
    folder = os.path.join(FOLDER, name)
    os.makedirs(FOLDER, exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made(folder + ".made", state):
            make(folder)
            with open(folder + ".made", "w") as file:
                file.write(state)
    return [path for each in PACKAGES for path in glob.glob(f"{folder}/{each}_*.deb")]


def packaging():
    """Return the digests of the files that make a release's packages of its source."""
    return subprocess.run("find conf/package conf/debian -type f | sort | xargs sha256sum",
        shell=True, cwd=source_folder(), stdout=subprocess.PIPE, check=True, text=True).stdout


def build_in(suite, folder):
    with tempfile.TemporaryDirectory(dir=FOLDER) as work:
        must([os.path.join(source_folder(), "conf", "package"), "--tarball", "--into", work])
        tarball, = glob.glob(os.path.join(work, "*.tar.xz"))
        root = os.path.join(work, "root")
        for each in ("root", "work", "upper/usr/sbin", "upper/root/fipd"):
            os.makedirs(os.path.join(work, each))
        write_policy(os.path.join(work, "upper/usr/sbin/policy-rc.d"))
        must(["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", BUILD.format(
            root=root, base=root_of(suite), work=work, tarball=tarball, folder=folder)])
        shutil.rmtree(os.path.join(work, "work"), ignore_errors=True)
