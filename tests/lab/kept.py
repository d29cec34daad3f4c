"""kept - what a lab that stays up leaves for the person who looks at it: two scripts."""

import os
import shlex

from .center import MIBS

ENTER = """\
#!/bin/sh
# enter HOST [COMMAND...] - run a command, or a shell, in a host of the lab.
host=${{1-}}
case "$host" in
{cases}
*) echo "usage: $0 {names} [COMMAND...]" >&2; exit 64 ;;
esac
shift
export PATH={path}:$PATH MIBDIRS={mibs} MIBS={modules} PS1="$host# "
[ $# -gt 0 ] || set -- sh
exec nsenter -t "$pid" --net --mount --uts -- "$@"
"""

DOWN = """\
#!/bin/sh
# down - end every program and host of this lab, and remove its files.
for space in {spaces}; do
	for process in /proc/[0-9]*; do
		[ "$(readlink "$process/ns/net" 2>/dev/null)" = "$space" ] || continue
		kill -9 "${{process#/proc/}}" 2>/dev/null
	done
done
rm -rf {folder}
echo "The lab is down."
"""


def write_scripts(lab):
    """Write FOLDER/enter and FOLDER/down; return their paths."""
    cases = "\n".join(f"{host.name}) pid={host.pid} ;;" for host in lab.hosts)
    spaces = " ".join(shlex.quote(os.readlink(f"/proc/{host.pid}/ns/net"))
        for host in lab.hosts)
    path = ":".join([lab.build, os.path.join(lab.build, "subagent")])
    enter = ENTER.format(cases=cases, names="|".join(host.name for host in lab.hosts),
        path=shlex.quote(path), mibs=shlex.quote(":".join(lab.oc.mibs)),
        modules=MIBS)
    down = DOWN.format(spaces=spaces, folder=shlex.quote(lab.folder))
    return [write_script(os.path.join(lab.folder, name), text)
        for name, text in (("enter", enter), ("down", down))]


def write_script(path, text):
    with open(path, "w") as script:
        script.write(text)
    os.chmod(path, 0o755)
    return path
