#include "words/catalogue.h"

#include <assert.h>

/* In ascending order of id. */
/* clang-format off */
/* table */
static const struct message messages[] = {
	/* The events of the journal. */
#define EVENT(name, number, word, label, severity, clears, level, sentence, subject, \
	title, meaning, remedy, ...) \
	{ CATALOGUE_EVENTS + (number), MESSAGE_##level, title, meaning, remedy },
#include "model/events.def"
#undef EVENT

	/* The messages of what stops or hinders a start. */
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
		"Its folder is missing, fipd may not write there, or its path has more "
		"than 102 bytes.",
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
		"cursors.json, epoch or resident is damaged or not fipd's own. fipd "
		"goes on without it: some events may be trapped a second time, and "
		"what an earlier fipd changed for resident F-IPs is not undone.",
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
	{
		227,
		MESSAGE_INFO,
		"No real-time class",
		"fipd may not run in the real-time class, so that on a busy host it may "
		"wait for a processor. With an interval of 10 ms that can cost the F-IPs "
		"for a moment.",
		"Allow it with LimitRTPRIO=10 in the unit, which the one that comes with "
		"fipd has; where the kernel gives processor time of this class to control "
		"groups, it needs a share.",
	},

	/* The messages of what goes wrong while fipd runs. */
	{
		303,
		MESSAGE_ERROR,
		"A file in the state folder cannot be written",
		"A cursor or the epoch could not be saved; fipd goes on with it in "
		"memory.",
		"Make room on the disk of the state folder (`df`), or repair it.",
	},
	{
		304,
		MESSAGE_INFO,
		"The state folder is written again",
		"The disk has recovered.",
		"Nothing.",
	},
	{
		305,
		MESSAGE_ERROR,
		"The new configuration was not applied",
		"Reading it again found faults; each is a line of its own. The old "
		"configuration stays in force.",
		"Correct the lines named, try with `fipd --check FILE`, then reload "
		"again: `systemctl reload fipd`.",
	},
	{
		306,
		MESSAGE_ERROR,
		"A change could not be applied",
		"The configuration is valid but the system refused it, for instance "
		"because the port is in use. The old configuration stays in force.",
		"The line names what was refused: remove that reason (a port in use: "
		"`ss -lunp`), then make the change again.",
	},
	{
		307,
		MESSAGE_WARNING,
		"A client was dropped or refused",
		"It did not read 4 MiB of answers, sent a line above 64 KiB, or there "
		"was no place: a user has at most 8 of 32, and 4 are for root and "
		"fipd's own user. There is one such line a minute about a user.",
		"Look at the program with the process id in the line: `ps -p PID`. It "
		"may connect again at any time.",
	},
	{
		309,
		MESSAGE_ERROR,
		"The kernel refused an F-IP",
		"Adding or renewing the address failed; the line has the kernel's "
		"reason.",
		"See that the address is on no other interface of this host (`ip "
		"address`) and that the configured interface is up.",
	},
	{
		310,
		MESSAGE_WARNING,
		"The interface of the F-IPs is down",
		"It was deleted, set down, or lost its carrier, perhaps only for a "
		"moment. The peer takes the F-IPs.",
		"Check cable, switch port and `ip link`; fipd notices when it is "
		"back.",
	},
	{
		311,
		MESSAGE_INFO,
		"The interface of the F-IPs is up",
		"It exists, is up and has a carrier.",
		"Nothing.",
	},
	{
		312,
		MESSAGE_ERROR,
		"A heartbeat cannot be sent",
		"The kernel refuses to send to the peer: no route, or a firewall on "
		"this host.",
		"Check `ip route get PEER` and the firewall (`nft list ruleset`) for "
		"UDP to the peer's monitor port.",
	},
	{
		313,
		MESSAGE_INFO,
		"The configuration was read again",
		"A reload found no fault.",
		"Nothing.",
	},
	{
		314,
		MESSAGE_WARNING,
		"fipd gets too little processor time",
		"A wake-up came later than the interval allows. Far later, and the "
		"node gives its F-IPs up to be safe.",
		"Look for what starves the host: `top`, and on a virtual machine the "
		"steal time (st) there.",
	},
	{
		315,
		MESSAGE_WARNING,
		"ARP or neighbor discovery frames cannot be sent",
		"An announcement of an F-IP, or a question to the segment, did not go "
		"out.",
		"Check the interface of the F-IPs (`ip link`, `ip -s link show "
		"INTERFACE`). fipd repeats both by itself.",
	},
	{
		316,
		MESSAGE_WARNING,
		"Too many refusals to record",
		"More than 20 actions or SETs were refused in a minute. Further ones "
		"are logged at debug level and shown in the status, but are no "
		"events.",
		"`fipctl status` shows the last refusal and why. Find the client that "
		"sends them (an NMS script?) and correct it.",
	},
	{
		317,
		MESSAGE_WARNING,
		"The F-IPs cannot be made resident",
		"`resident` is yes, but the kernel refuses to put the F-IPs on the "
		"loopback interface, to set arp_ignore and arp_announce of the F-IPs' "
		"interface, or to undo that; or it cannot be noted in the state "
		"folder, and without a note fipd changes nothing.",
		"The line names the error. Check the disk of the state folder (`df`) "
		"and `ip address show dev lo`. fipd tries again every ten seconds.",
	},
	{
		318,
		MESSAGE_ERROR,
		"The control socket is gone",
		"It or its folder was removed, and fipd may not make it again. The "
		"F-IPs are looked after as before; programs that are connected "
		"already stay so, but fipctl cannot ask.",
		"Make the folder again with its owner and mode (`install -d -o fipd "
		"-g fipd -m 0755 /run/fipd`), or remove what lies in the way; the "
		"socket is back within a second. And find out what removed it.",
	},
	{
		320,
		MESSAGE_WARNING,
		"heartbeats cannot be sent to a known MAC",
		"fipd has no packet socket for this heartbeat path. Its heartbeats go "
		"by UDP only, so they stop when ARP between the nodes is lost or "
		"forged.",
		"See that fipd has CAP_NET_RAW and may open AF_PACKET sockets (the "
		"units in conf/systemd allow both).",
	},
	{
		328,
		MESSAGE_NOTICE,
		"The control socket is there again",
		"Something had removed it or its folder; fipd made it anew.",
		"Nothing now. Find out what removes files in its folder: a clean-up, "
		"the removal of a package.",
	},
	{
		329,
		MESSAGE_WARNING,
		"A control socket is for root and fipd's user alone",
		"It could not be given to its group, fipd or fipd-read, so nobody else "
		"may use it; the line says why, at level info if there is no such group.",
		"Make the groups on this host (`systemd-sysusers`, which reads "
		"conf/sysusers.d/fipd.conf): one of a directory may not be known yet "
		"when fipd starts, and fipd looks but then. Start it by its unit, whose "
		"user is in both, or as root. Nothing if root alone is to use it.",
	},
	{
		330,
		MESSAGE_WARNING,
		"The recording cannot be written",
		"The disk is full or fails. fipd works on, and keeps in memory what "
		"it is told; when that is full, steps are missing in the recording, "
		"and it says how many.",
		"Make room on the disk of the state folder (`df`), or repair it. "
		"Nothing else depends on it.",
	},
	{
		331,
		MESSAGE_INFO,
		"The recording is written again",
		"The disk has recovered.",
		"Nothing.",
	},
	{
		332,
		MESSAGE_INFO,
		"A restart of fipd is planned",
		"The operator has announced it (`fipctl restart-plan`): a stop of fipd "
		"in this time leaves the F-IPs in the kernel, with a fresh lease, and "
		"asks the peer to wait.",
		"Restart fipd now: `systemctl restart fipd`.",
	},
	{
		333,
		MESSAGE_INFO,
		"No restart of fipd is planned any more",
		"The time of the plan is over, or the operator took it back. A stop of "
		"fipd gives the F-IPs up, and the peer takes them at once.",
		"If the restart is still to come, run `fipctl restart-plan` again right "
		"before it.",
	},
	{
		334,
		MESSAGE_WARNING,
		"Something else keeps the node in fault now",
		"What the event named is there again, and the line says what is "
		"lacking instead: the real IP, or a route to the subnet of the peer "
		"or of an F-IP.",
		"Put it back: see `ip address` and `ip route`. An address that is set "
		"by hand needs its prefix length to bring its route along.",
	},
	{
		340,
		MESSAGE_ERROR,
		"The fence process is lost",
		"(count - 1) x interval is below 3.25 s, too short for the kernel's "
		"lease, so a small process of fipd's removes the F-IPs if fipd "
		"freezes. It died, does not answer, or cannot be started. F-IPs that "
		"are held stay; none is taken until it works, and this node goes to "
		"fault if it should.",
		"fipd starts another one at once and then every second. If it does "
		"not come back ([FIP-341]), see that the host has processes and "
		"memory left (`systemctl status fipd`, `dmesg`), that nobody stops or "
		"kills `fipd-fence`, and that CAP_NET_ADMIN is passed on to it.",
	},
	{
		341,
		MESSAGE_INFO,
		"The fence process works",
		"It will remove the F-IPs if fipd falls silent. The line says whether "
		"it may run before ordinary processes, and whether its memory cannot "
		"be swapped out.",
		"Nothing; on a busy host let it have both, as the unit does: "
		"`LimitRTPRIO=`, `LimitMEMLOCK=`.",
	},
	{
		342,
		MESSAGE_WARNING,
		"The fence removed the F-IPs",
		"fipd did not put the deadline off: it was frozen, or got too little "
		"processor time. The peer takes the F-IPs; or, if fipd was only late, "
		"it sets them again.",
		"Look for what held fipd up: `top`, steal time (st) on a virtual "
		"machine, a debugger. If it comes often, choose a longer `interval` "
		"on both nodes.",
	},
	{
		343,
		MESSAGE_ERROR,
		"The fence cannot remove the F-IPs",
		"The deadline has passed and the kernel refuses the removal; the line "
		"has its reason. Both nodes may answer for the F-IPs until the "
		"kernel's lease ends.",
		"Remove the addresses by hand (`ip address del`), and report the "
		"reason: it should not happen.",
	},
	{
		344,
		MESSAGE_WARNING,
		"A fence of a former fipd may still be there",
		"At its start fipd ends the fences that an earlier fipd left behind, "
		"for they would remove the F-IPs under it. It finds them by their "
		"locks on the file fence of the state folder, and here somebody else "
		"locks it, or a fence did not end. fipd removes the F-IPs and begins "
		"without them.",
		"See who the process is (`ps -p PID`), and keep other programs from "
		"locking files of the state folder.",
	},
	{
		346,
		MESSAGE_WARNING,
		"The real-time class was left",
		"fipd used a processor for a fifth of a second without a pause, which it "
		"never should. So that nobody starves beside it, it is an ordinary process "
		"for a minute.",
		"Once, after a reload of a large configuration on a slow host, it is "
		"nothing. If it comes again, it is a fault of fipd: keep the recording and "
		"report it.",
	},
	{
		347,
		MESSAGE_INFO,
		"The recording has what a former fipd had not yet written",
		"The former fipd was killed, or died of a fault. What it had recorded and "
		"not yet written lay in memory that outlives it, and is now in its place.",
		"Nothing. If nobody killed it, keep the recording and report it.",
	},
	{
		348,
		MESSAGE_WARNING,
		"What a former fipd left of its recording is lost",
		"The file beside the control socket is of another version of fipd, of "
		"another state folder, or damaged, or it could not be written into the "
		"recording. At most its last minute is missing there.",
		"Nothing after an upgrade. Else see whether the disk of the state folder "
		"is full (`df`), and whether two pairs have one control socket.",
	},
	{
		349,
		MESSAGE_INFO,
		"The recording is written each second",
		"What is recorded is kept in a file beside the control socket until it is "
		"written, so that it outlives a fipd that is killed. That file cannot be "
		"used here, so fipd writes each second instead, as long as it runs.",
		"Nothing, unless the disk should rest: have the control socket in a folder "
		"on a tmpfs, as /run is, that belongs to the user fipd runs as.",
	},
	{
		350,
		MESSAGE_WARNING,
		"A setting that was set at run time is of a newer fipd",
		"settings.yaml in the state folder has a setting that this release does "
		"not know. It is passed over, and the others are in force. The file as it "
		"was is kept as settings.yaml.newer.",
		"Nothing if the newer release comes back before anything is set. Else set "
		"it again then: settings.yaml.newer says to what.",
	},
};
/* clang-format on */

enum {
	MESSAGES = sizeof(messages) / sizeof(messages[0])
};

const struct message *catalogue_at(size_t index)
{
	return index < MESSAGES ? &messages[index] : NULL;
}

const struct message *catalogue_find(int id)
{
	for (size_t i = 0; i < MESSAGES; i++) {
		if (messages[i].id == id) {
			return &messages[i];
		}
	}
	return NULL;
}

enum message_level catalogue_level(enum event_kind kind)
{
	const struct message *message = catalogue_find(CATALOGUE_EVENTS + (int)kind);

	assert(message != NULL);
	return message->level;
}
