"""users - who a host knows: in its own /etc/passwd and /etc/group, which others do not see."""

PROGRAMS = {"fipd": 61001, "fipd-agentx": 61002, "fipd-web": 61003, "fipd-exec": 61004}
READERS = ("fipd-read", 61004)


def knows_programs():
    """Return whether this machine has one of fipd's users, as where fipd is installed."""
    with open("/etc/passwd") as file:
        return any(line.split(":")[0] in PROGRAMS for line in file)


def set_users(host, there):
    """Let a host know fipd's users and groups, as systemd-sysusers makes them, or none of them."""
    names = {*PROGRAMS, READERS[0]}
    ours = {"passwd": [f"{name}:x:{number}:{number}::/:/usr/sbin/nologin\n"
            for name, number in PROGRAMS.items()],
        "group": [f"{name}:x:{number}:\n" for name, number in PROGRAMS.items()]
            + [f"{READERS[0]}:x:{READERS[1]}:fipd\n"]}
    for file, lines in ours.items():
        with open(f"/etc/{file}") as system:
            kept = [line for line in system if line.split(":")[0] not in names]
        with open(host.path(file), "w") as copy:
            copy.writelines(kept + (lines if there else []))
        host.run(["mount", "--bind", host.path(file), f"/etc/{file}"])
