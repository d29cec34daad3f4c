#include "words/catalogue_parts.h"

/* What goes wrong while fipd runs. */

/* clang-format off */
/* table */
static const struct message messages[] = {
	{
		301,
		MESSAGE_ERROR,
		"The event journal cannot be written",
		"The disk is full or fails. Events are still told to clients from "
		"memory, but would be lost if fipd stopped now.",
		"Make room on the disk of the state folder (`df`), or repair it; fipd "
		"writes what is missing by itself.",
	},
	{
		302,
		MESSAGE_INFO,
		"The event journal is written again",
		"The disk has recovered; what was missing has been written.",
		"Nothing.",
	},
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
		"A client was dropped",
		"It did not read 4 MiB of answers, sent a line above 256 KiB, or was "
		"one too many of 32.",
		"Look at the program with the process id in the line: `ps -p PID`. It "
		"may connect again at any time.",
	},
	{
		308,
		MESSAGE_WARNING,
		"The disk is slow",
		"An event waited 2 s for the disk. Events are told from memory "
		"meanwhile.",
		"Look at what keeps the disk of the state folder busy: `iostat -x 1`, "
		"`dmesg`.",
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
		"It was deleted, set down, or lost its carrier. The peer takes the "
		"F-IPs.",
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
};
/* clang-format on */

const struct catalogue_part catalogue_running = {
	.list = messages,
	.count = sizeof(messages) / sizeof(messages[0]),
};
