#include "words/catalogue_parts.h"

/* What stops or hinders a start. */

/* clang-format off */
/* table */
static const struct message messages[] = {
	{
		201,
		MESSAGE_ERROR,
		"Wrong command line",
		"An option is unknown or lacks its value.",
		"`fipd --help` lists the options; fipd(8) explains them.",
	},
	{
		202,
		MESSAGE_ERROR,
		"The configuration has faults",
		"fipd.yaml, or what it yields as a whole, is not valid. Each fault is "
		"a line of its own with file, line and column.",
		"Correct the lines named. `fipd --check FILE` lists all faults "
		"without starting anything; then `systemctl start fipd`.",
	},
	{
		203,
		MESSAGE_ERROR,
		"The key file cannot be used",
		"It is missing, others can read it, or a line in it is wrong. Without "
		"a key fipd does not start.",
		"Make one with `fipctl keygen`, copy the same file to both nodes, "
		"owner fipd, mode 0600 (`chmod 0600 FILE`). If the network is "
		"trusted, `auth: none` in fipd.yaml does without.",
	},
	{
		204,
		MESSAGE_ERROR,
		"The state folder cannot be used",
		"fipd cannot create or write files there, so it could keep no events.",
		"Create the folder and give it to the user fipd runs as (`chown fipd "
		"FOLDER`), or name another with --state.",
	},
	{
		205,
		MESSAGE_ERROR,
		"Another fipd uses this state folder",
		"A second instance with the same state folder was started.",
		"Stop the other one (`systemctl stop fipd`), or give this one its own "
		"--state and --control, as fipd@.service does.",
	},
	{
		206,
		MESSAGE_ERROR,
		"Another fipd listens on this control socket",
		"A second instance with the same control socket was started.",
		"Stop the other one (`systemctl stop fipd`), or give this one its own "
		"--control.",
	},
	{
		207,
		MESSAGE_ERROR,
		"The control socket cannot be made",
		"Its folder is missing or fipd may not write there.",
		"Create the folder for the user fipd runs as, or name another with "
		"--control.",
	},
	{
		208,
		MESSAGE_ERROR,
		"The monitor port is in use",
		"Another program on this host has bound the UDP port of the "
		"heartbeat.",
		"Find it with `ss -lunp` and stop it, or choose another `port` in "
		"fipd.yaml on both nodes.",
	},
	{
		209,
		MESSAGE_ERROR,
		"The heartbeat socket cannot be opened",
		"The own address is not on this host, or the kernel refused the "
		"socket.",
		"See `ip address`: give the host that address, or correct `address` "
		"or `interface` in fipd.yaml. fipd tries again when systemd restarts "
		"it.",
	},
	{
		210,
		MESSAGE_ERROR,
		"fipd lacks a capability",
		"The kernel refuses packet or netlink sockets: fipd needs "
		"CAP_NET_ADMIN and CAP_NET_RAW.",
		"Start fipd by its unit (`systemctl start fipd`), or as root.",
	},
	{
		211,
		MESSAGE_ERROR,
		"The own real IP is not known",
		"`address` is not set and the kernel has no route to the peer.",
		"Set `address` in fipd.yaml to this node's real IP, or give the host "
		"a route to the peer: `ip route get PEER` must name one.",
	},
	{
		212,
		MESSAGE_ERROR,
		"The own real IP is an F-IP",
		"Heartbeats need an address that stays on this node; an F-IP moves "
		"away.",
		"Set `address` in fipd.yaml to the real IP of this node; `ip address` "
		"lists the candidates.",
	},
	{
		213,
		MESSAGE_ERROR,
		"The peer is this node itself",
		"The real IP of the peer is an address of this host.",
		"Set `peer` in fipd.yaml to the real IP of the other node.",
	},
	{
		214,
		MESSAGE_WARNING,
		"The interface of the F-IPs is missing",
		"It does not exist, is down or has no carrier. fipd runs in fault "
		"until it is there.",
		"`ip link` shows the interfaces. Correct `interface` in fipd.yaml, "
		"plug the cable, or `ip link set INTERFACE up`; fipd notices by "
		"itself.",
	},
	{
		215,
		MESSAGE_WARNING,
		"Too many F-IPs for this timing",
		"The kernel takes the time that the line names to remove them, "
		"and the detection time is too short for that. If fipd freezes, both "
		"nodes may answer for some of them for as long.",
		"Choose a longer `interval` or a higher `count` on both nodes if that "
		"matters more than a fast takeover; otherwise nothing.",
	},
	{
		216,
		MESSAGE_WARNING,
		"Heartbeats are not authenticated",
		"`auth: none` is set: anyone on the network can forge heartbeats and "
		"move the F-IPs.",
		"Make a key with `fipctl keygen`, copy it to both nodes, and remove "
		"`auth: none` on both.",
	},
	{
		217,
		MESSAGE_INFO,
		"Memory could not be locked",
		"fipd may be paged out when memory is short and then react late.",
		"Allow it with LimitMEMLOCK=infinity in the unit; the one that comes "
		"with fipd has it.",
	},
	{
		218,
		MESSAGE_ERROR,
		"The operating system refused a resource",
		"There was no memory, no thread or no file descriptor left at the "
		"start.",
		"The line names what was refused. Raise its limit (`systemctl show "
		"fipd -p LimitNOFILE,LimitNPROC,MemoryMax`), then `systemctl restart "
		"fipd`.",
	},
	{
		219,
		MESSAGE_ERROR,
		"The settings set at run time cannot be read",
		"settings.yaml in the state folder is damaged. fipd runs on fipd.yaml "
		"alone and has moved the damaged file to settings.yaml.bad.",
		"Compare settings.yaml.bad with `fipctl --json`, set what is missing "
		"again, then remove the file.",
	},
	{
		220,
		MESSAGE_WARNING,
		"The last line of the event journal was torn",
		"The host stopped while it was written; the incomplete line was cut "
		"off.",
		"Nothing after a power loss. If it happens without one, check the "
		"disk of the state folder: `dmesg`.",
	},
	{
		221,
		MESSAGE_WARNING,
		"A line of the event journal is damaged",
		"It was skipped; all other events are kept.",
		"Check the disk of the state folder: `dmesg`, `smartctl -a`.",
	},
	{
		222,
		MESSAGE_WARNING,
		"The event journal is older than a cursor",
		"A client has acknowledged an event that the journal does not hold: "
		"it was lost or deleted. Numbering goes on after the highest number "
		"seen.",
		"Nothing; a gap in the numbers is expected here.",
	},
	{
		223,
		MESSAGE_WARNING,
		"A file in the state folder cannot be read",
		"cursors.json or epoch is damaged. fipd goes on without it; some "
		"events may be trapped a second time.",
		"Check the disk of the state folder: `dmesg`.",
	},
	{
		224,
		MESSAGE_NOTICE,
		"F-IPs of a former life were found",
		"fipd was restarted within the lease. It asks the peer and goes on "
		"where it was.",
		"Nothing.",
	},
	{
		225,
		MESSAGE_ERROR,
		"The own real IP is an address of a link",
		"`address` is not set, and the address from which the peer is reached is "
		"one that `links` names. Two paths with one address are one path.",
		"Set `address` in fipd.yaml to the real IP of this node, or correct the "
		"addresses of the link.",
	},
	{
		226,
		MESSAGE_INFO,
		"The raised priority counts little",
		"The kernel shares the processors among sessions first; fipd's nice "
		"value could not be given to its session, and on a busy host fipd may "
		"wait for a processor for tens of milliseconds.",
		"Allow it with LimitNICE=-10 in the unit; the one that comes with fipd "
		"has it.",
	},
};
/* clang-format on */

const struct catalogue_part catalogue_start = {
	.list = messages,
	.count = sizeof(messages) / sizeof(messages[0]),
};
