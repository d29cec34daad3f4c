#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "migrate/migration.h"
#include "values/nearest.h"
#include "values/plain.h"

enum {
	NEAR_ENOUGH = 2 /* typos */
};

/* What a directive of keepalived is to fipd; the first row that matches counts. */
struct directive {
	const char *block;   /* "": none */
	const char *name;    /* a pattern */
	enum note_kind kind; /* NOTE_DONE: pair.c or scripts.c takes it */
	const char *setting; /* where the note stands, NULL: at the end */
	const char *sentence;
};

static const char OF_VRRP[] = "is of VRRP, which fipd does not speak";
static const char OF_PROCESS[] =
	"is about keepalived's own processes; fipd's unit has what fipd needs";
static const char PROCESSES[] =
	"fipd looks at no table of processes; a check of fipd.yaml asks the service "
	"itself, by http, tcp or a command such as /usr/bin/pgrep";
static const char FILED[] =
	"fipd looks at no file; a check of fipd.yaml whose command does it can";
static const char GROUPED[] =
	"what a group runs is not translated; write it among the checks or hooks of "
	"fipd.yaml, which are for all F-IPs of a pair";
static const char PIPED[] =
	"fipd writes to no FIFO; hooks run programs, and one can follow fipctl watch "
	"--json";
static const char MAILED[] = "fipd sends no mail; SNMP notifications, metrics and "
			     "fipctl check tell what happens";
static const char BALANCED[] = "fipd moves addresses and spreads no connections; keep "
			       "keepalived for it without "
			       "a vrrp_instance, or use HAProxy or nginx";
static const char ROUTED[] =
	"fipd moves addresses only; what belongs to the host goes into its network "
	"configuration";
static const char ANNOUNCED[] =
	"fipd announces the F-IPs by itself and repeats it by a schedule of its own";
static const char MACVLAN[] =
	"F-IPs are on the interface itself with its MAC, and neighbours learn it by "
	"gratuitous ARP or neighbour advertisements; hosts that ignore these are not "
	"served";
static const char DEVICE[] = "fipd watches its one interface; links and references in "
			     "fipd.yaml watch more of "
			     "the network";

/*
 * What a later release has a setting for becomes NOTE_DONE here, and a row in pair.c.
 */
/* clang-format off */
/* table */
static const struct directive DIRECTIVES[] = {
	{ "", "vrrp_instance", NOTE_DONE, NULL, NULL },
	{ "", "vrrp_sync_group", NOTE_DONE, NULL, NULL },
	{ "", "global_defs", NOTE_DONE, NULL, NULL },
	{ "", "vrrp_script", NOTE_DONE, NULL, NULL },
	{ "", "vrrp_track_process", NOTE_LOST, NULL, PROCESSES },
	{ "", "track_process", NOTE_LOST, NULL, PROCESSES },
	{ "", "track_file", NOTE_LOST, NULL, FILED },
	{ "", "vrrp_track_file", NOTE_LOST, NULL, FILED },
	{ "", "bfd_instance", NOTE_LOST, NULL,
		"fipd has its own heartbeat; BFD for routing protocols is FRR's or BIRD's" },
	{ "", "virtual_server", NOTE_LOST, NULL, BALANCED },
	{ "", "virtual_server_group", NOTE_LOST, NULL, BALANCED },
	{ "", "SSL", NOTE_LOST, NULL, BALANCED },
	{ "", "static_ipaddress", NOTE_LOST, NULL, ROUTED },
	{ "", "static_routes", NOTE_LOST, NULL, ROUTED },
	{ "", "static_rules", NOTE_LOST, NULL, ROUTED },
	{ "", "track_group", NOTE_LOST, NULL, ROUTED },
	{ "", "garp_group", NOTE_NEEDLESS, NULL, ANNOUNCED },
	{ "", "interface_up_down_delays", NOTE_LOST, NULL,
		"fipd takes the carrier as the kernel tells it; a failback waits for "
		"failback_delay" },
	{ "", "linkbeat_*", NOTE_NEEDLESS, NULL, "the kernel tells fipd when a carrier is lost" },
	{ "", "net_namespace*", NOTE_LOST, NULL,
		"fipd works where it is started: start it in the namespace" },
	{ "", "namespace_with_ipsets", NOTE_NEEDLESS, NULL, "fipd makes no sets of addresses" },
	{ "", "instance", NOTE_NEEDLESS, NULL, "fipd@NAME is the unit of a further fipd" },
	{ "", "use_pid_dir", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "", "child_wait_time", NOTE_NEEDLESS, NULL, OF_PROCESS },

	{ "global_defs", "router_id", NOTE_NEEDLESS, NULL,
		"node is the name in fipd.yaml; without it fipd takes the host name" },
	{ "global_defs", "notification_email*", NOTE_LOST, NULL, MAILED },
	{ "global_defs", "smtp_*", NOTE_LOST, NULL, MAILED },
	{ "global_defs", "no_email_faults", NOTE_NEEDLESS, NULL, MAILED },
	{ "global_defs", "no_checker_emails", NOTE_NEEDLESS, NULL, MAILED },
	{ "global_defs", "vrrp_garp_*", NOTE_NEEDLESS, NULL, ANNOUNCED },
	{ "global_defs", "vrrp_gna_interval", NOTE_NEEDLESS, NULL, ANNOUNCED },
	{ "global_defs", "vrrp_min_garp", NOTE_NEEDLESS, NULL, ANNOUNCED },
	{ "global_defs", "vrrp_mcast_group?", NOTE_NEEDLESS, NULL,
		"the heartbeat goes from one real IP to the other, not to a group" },
	{ "global_defs", "vrrp_strict", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "global_defs", "vrrp_version", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "global_defs", "vrrp_skip_check_adv_addr", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "global_defs", "vrrp_check_unicast_src", NOTE_NEEDLESS, NULL,
		"fipd takes heartbeats of its peer only, by their seal" },
	{ "global_defs", "vrrp_lower_prio*", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "global_defs", "vrrp_higher_prio*", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "global_defs", "log_unknown_vrids", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "global_defs", "vrrp_down_timer_adverts", NOTE_OPEN, NULL,
		"count in fipd.yaml says the same, for each pair" },
	{ "global_defs", "vrrp_startup_delay", NOTE_NEEDLESS, NULL,
		"fipd asks the segment before it takes an F-IP" },
	{ "global_defs", "enable_script_security", NOTE_NEEDLESS, NULL,
		"fipd runs no program that others than root can change" },
	{ "global_defs", "script_user", NOTE_NEEDLESS, NULL,
		"is the user, with his groups, of each check and hook without one of its own" },
	{ "global_defs", "startup_script*", NOTE_LOST, NULL,
		"ExecStartPre= in a drop-in of fipd's unit does it" },
	{ "global_defs", "shutdown_script*", NOTE_LOST, NULL,
		"ExecStopPost= in a drop-in of fipd's unit does it" },
	{ "global_defs", "*notify_fifo*", NOTE_LOST, NULL, PIPED },
	{ "global_defs", "*notify_priority_changes", NOTE_NEEDLESS, NULL,
		"fipd has roles and no priorities" },
	{ "global_defs", "enable_snmp_*", NOTE_NEEDLESS, NULL,
		"FIPD-MIB is served by fipd-agentx: docs/at-night.md" },
	{ "global_defs", "enable_traps", NOTE_NEEDLESS, NULL,
		"fipd-agentx sends notifications without being asked: docs/at-night.md" },
	{ "global_defs", "snmp_socket", NOTE_NEEDLESS, NULL,
		"fipd-agentx finds snmpd's socket: fipd-agentx(8)" },
	{ "global_defs", "*dbus*", NOTE_LOST, NULL,
		"fipd is asked by fipctl and SNMP, or over its control socket" },
	{ "global_defs", "default_interface", NOTE_NEEDLESS, NULL,
		"it is for static addresses, which fipd does not set" },
	{ "global_defs", "lvs_*", NOTE_LOST, NULL, BALANCED },
	{ "global_defs", "checker_*", NOTE_NEEDLESS, NULL, BALANCED },
	{ "global_defs", "rs_init_notifies", NOTE_NEEDLESS, NULL, BALANCED },
	{ "global_defs", "vmac_*", NOTE_LOST, NULL, MACVLAN },
	{ "global_defs", "dynamic_interfaces", NOTE_NEEDLESS, NULL,
		"fipd waits in fault for an interface that is not there yet" },
	{ "global_defs", "*nftables*", NOTE_NEEDLESS, NULL, "fipd sets no rules of a firewall" },
	{ "global_defs", "vrrp_iptables", NOTE_NEEDLESS, NULL, "fipd sets no rules of a firewall" },
	{ "global_defs", "vrrp_ipsets", NOTE_NEEDLESS, NULL, "fipd sets no rules of a firewall" },
	{ "global_defs", "vrrp_*", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "bfd_*", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "process_*", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "*_auto_priority*", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "use_symlink_paths", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "set_supplementary_groups", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "tmp_config_directory", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "config_save_dir", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "umask", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "random_seed", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "include_check", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "reload_*", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "data_use_instance", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "state_dump_file", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "st*_file_location", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "json_*", NOTE_NEEDLESS, NULL, "fipctl --json prints the status" },
	{ "global_defs", "iproute_*_dir", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "global_defs", "disable_local_igmp", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "global_defs", "fifo_write_vrrp_states_on_reload", NOTE_NEEDLESS, NULL, PIPED },

	{ "vrrp_instance", "state", NOTE_DONE, "role", NULL },
	{ "vrrp_instance", "priority", NOTE_DONE, "role", NULL },
	{ "vrrp_instance", "interface", NOTE_DONE, "interface", NULL },
	{ "vrrp_instance", "unicast_src_ip", NOTE_DONE, "address", NULL },
	{ "vrrp_instance", "mcast_src_ip", NOTE_DONE, "address", NULL },
	{ "vrrp_instance", "unicast_peer", NOTE_DONE, "peer", NULL },
	{ "vrrp_instance", "advert_int", NOTE_DONE, "interval", NULL },
	{ "vrrp_instance", "down_timer_adverts", NOTE_DONE, "count", NULL },
	{ "vrrp_instance", "nopreempt", NOTE_DONE, "failback", NULL },
	{ "vrrp_instance", "preempt", NOTE_DONE, "failback", NULL },
	{ "vrrp_instance", "preempt_delay", NOTE_DONE, "failback_delay", NULL },
	{ "vrrp_instance", "virtual_ipaddress", NOTE_DONE, "fips", NULL },
	{ "vrrp_instance", "virtual_ipaddress_excluded", NOTE_DONE, "fips", NULL },
	{ "vrrp_instance", "track_interface", NOTE_DONE, "interface", NULL },
	{ "vrrp_instance", "virtual_router_id", NOTE_DONE, "pair", NULL },
	{ "vrrp_instance", "authentication", NOTE_DONE, "key_file", NULL },
	{ "vrrp_instance", "auth_hmac", NOTE_NEEDLESS, "key_file",
		"each fipd has the key of its pair, which fipctl keygen makes" },
	{ "vrrp_instance", "unicast_ttl", NOTE_NEEDLESS, "peer",
		"fipd drops what a router passed on; routed: yes in fipd.yaml lets it in" },
	{ "vrrp_instance", "unicast_fault_no_peer", NOTE_NEEDLESS, "peer",
		"a fipd.yaml has a peer" },
	{ "vrrp_instance", "check_unicast_src", NOTE_NEEDLESS, "peer",
		"fipd takes heartbeats of its peer only, by their seal" },
	{ "vrrp_instance", "mcast_dst_ip", NOTE_NEEDLESS, "peer",
		"the heartbeat goes from one real IP to the other, not to a group" },
	{ "vrrp_instance", "track_src_ip", NOTE_NEEDLESS, "address",
		"fipd is in fault without its real IP" },
	{ "vrrp_instance", "dont_track_primary", NOTE_LOST, "interface",
		"fipd gives the F-IPs up where their interface has no carrier" },
	{ "vrrp_instance", "linkbeat_use_polling", NOTE_NEEDLESS, "interface",
		"the kernel tells fipd when the carrier is lost" },
	{ "vrrp_instance", "vrf", NOTE_LOST, "interface", "start fipd in the VRF or namespace" },
	{ "vrrp_instance", "use_vmac", NOTE_LOST, "interface", MACVLAN },
	{ "vrrp_instance", "use_vmac_addr", NOTE_LOST, "interface", MACVLAN },
	{ "vrrp_instance", "vmac_xmit_base", NOTE_NEEDLESS, "interface", MACVLAN },
	{ "vrrp_instance", "use_ipvlan", NOTE_LOST, "interface", MACVLAN },
	{ "vrrp_instance", "garp_*", NOTE_NEEDLESS, "fips", ANNOUNCED },
	{ "vrrp_instance", "promote_secondaries", NOTE_NEEDLESS, "fips",
		"an F-IP is never the first address of its network" },
	{ "vrrp_instance", "accept", NOTE_NEEDLESS, "fips", "an F-IP is an address of the host" },
	{ "vrrp_instance", "no_accept", NOTE_LOST, "fips",
		"an F-IP is an address of the host; a firewall can keep clients from its services" },
	{ "vrrp_instance", "track_script", NOTE_DONE, "checks", NULL },
	{ "vrrp_instance", "track_process", NOTE_LOST, "checks", PROCESSES },
	{ "vrrp_instance", "track_file", NOTE_LOST, "checks", FILED },
	{ "vrrp_instance", "track_bfd", NOTE_LOST, NULL, DEVICE },
	{ "vrrp_instance", "notify", NOTE_DONE, "hooks", NULL },
	{ "vrrp_instance", "notify_master", NOTE_DONE, "hooks", NULL },
	{ "vrrp_instance", "notify_backup", NOTE_DONE, "hooks", NULL },
	{ "vrrp_instance", "notify_fault", NOTE_DONE, "hooks", NULL },
	{ "vrrp_instance", "notify_stop", NOTE_LOST, "hooks",
		"fipd-exec stops with fipd; ExecStopPost= in a drop-in of fipd's unit does it" },
	{ "vrrp_instance", "notify_deleted", NOTE_LOST, "hooks",
		"a pair ends with its fipd; ExecStopPost= in a drop-in of fipd's unit does it" },
	{ "vrrp_instance", "notify_master_rx_lower_pri", NOTE_LOST, "hooks",
		"fipd has no priorities; a hook can run on splitBrain and splitBrainEnd" },
	{ "vrrp_instance", "notify_priority_changes", NOTE_NEEDLESS, NULL,
		"fipd has roles and no priorities" },
	{ "vrrp_instance", "smtp_alert", NOTE_LOST, NULL, MAILED },
	{ "vrrp_instance", "virtual_routes", NOTE_LOST, NULL,
		"fipd moves addresses only; a route on both nodes that uses the F-IP's network stays" },
	{ "vrrp_instance", "virtual_rules", NOTE_LOST, NULL, ROUTED },
	{ "vrrp_instance", "lvs_sync_daemon*", NOTE_LOST, NULL, BALANCED },
	{ "vrrp_instance", "version", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "vrrp_instance", "native_ipv6", NOTE_NEEDLESS, NULL, "an F-IP's family is seen from it" },
	{ "vrrp_instance", "old_unicast_checksum", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "vrrp_instance", "v3_checksum_as_v2", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "vrrp_instance", "lower_prio_no_advert", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "vrrp_instance", "higher_prio_send_advert", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "vrrp_instance", "skip_check_adv_addr", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "vrrp_instance", "strict_mode", NOTE_NEEDLESS, NULL, OF_VRRP },
	{ "vrrp_instance", "timer_expired_backup", NOTE_NEEDLESS, NULL,
		"the kernel's lease ends the F-IPs of a fipd that is late" },
	{ "vrrp_instance", "thread_timer_expired", NOTE_NEEDLESS, NULL,
		"the kernel's lease ends the F-IPs of a fipd that is late" },
	{ "vrrp_instance", "kernel_rx_buf_size", NOTE_NEEDLESS, NULL, OF_PROCESS },
	{ "vrrp_instance", "debug", NOTE_NEEDLESS, NULL, OF_PROCESS },

	{ "vrrp_sync_group", "group", NOTE_DONE, NULL, NULL },
	{ "vrrp_sync_group", "track_interface", NOTE_LOST, NULL, DEVICE },
	{ "vrrp_sync_group", "track_script", NOTE_LOST, NULL, GROUPED },
	{ "vrrp_sync_group", "track_process", NOTE_LOST, NULL, PROCESSES },
	{ "vrrp_sync_group", "track_file", NOTE_LOST, NULL, FILED },
	{ "vrrp_sync_group", "track_bfd", NOTE_LOST, NULL, DEVICE },
	{ "vrrp_sync_group", "notify", NOTE_LOST, NULL, GROUPED },
	{ "vrrp_sync_group", "notify_master", NOTE_LOST, NULL, GROUPED },
	{ "vrrp_sync_group", "notify_backup", NOTE_LOST, NULL, GROUPED },
	{ "vrrp_sync_group", "notify_fault", NOTE_LOST, NULL, GROUPED },
	{ "vrrp_sync_group", "notify_stop", NOTE_LOST, NULL, GROUPED },
	{ "vrrp_sync_group", "notify_deleted", NOTE_LOST, NULL, GROUPED },
	{ "vrrp_sync_group", "notify_priority_changes", NOTE_NEEDLESS, NULL,
		"fipd has roles and no priorities" },
	{ "vrrp_sync_group", "smtp_alert", NOTE_LOST, NULL, MAILED },
	{ "vrrp_sync_group", "global_tracking", NOTE_NEEDLESS, NULL,
		"all F-IPs of a pair move together" },
	{ "vrrp_sync_group", "sync_group_tracking_weight", NOTE_NEEDLESS, NULL,
		"fipd has roles and no priorities" },

	{ "vrrp_script", "script", NOTE_DONE, "checks", NULL },
	{ "vrrp_script", "interval", NOTE_DONE, "checks", NULL },
	{ "vrrp_script", "timeout", NOTE_DONE, "checks", NULL },
	{ "vrrp_script", "weight", NOTE_DONE, "checks", NULL },
	{ "vrrp_script", "rise", NOTE_DONE, "checks", NULL },
	{ "vrrp_script", "fall", NOTE_DONE, "checks", NULL },
	{ "vrrp_script", "user", NOTE_DONE, "checks", NULL },
	{ "vrrp_script", "init_fail", NOTE_DONE, "checks", NULL },

	{ "authentication", "auth_type", NOTE_NEEDLESS, "key_file",
		"heartbeats are sealed by HMAC-SHA256; auth in fipd.yaml" },
	{ "authentication", "auth_pass", NOTE_NEEDLESS, "key_file",
		"each fipd has the key of its pair; make one for both nodes by fipctl keygen" },
};
/* clang-format on */

enum {
	DIRECTIVE_COUNT = sizeof(DIRECTIVES) / sizeof(DIRECTIVES[0])
};

void migration_note(
	struct migration *migration, struct note note, const char *format, ...)
{
	size_t count = migration->note_count;
	va_list list;

	if (count % 64 == 0) {
		size_t room = (count + 64) * sizeof(note);
		struct note *grown = realloc(migration->notes, room);

		if (grown == NULL) {
			perror("fipctl");
			abort();
		}
		migration->notes = grown;
	}
	va_start(list, format);
	vsnprintf(note.text, sizeof(note.text), format, list);
	va_end(list);
	plain_make(note.text, strlen(note.text), '?');
	migration->notes[migration->note_count++] = note;
}

static const struct directive *find_directive(const char *block, const char *name)
{
	for (size_t i = 0; i < DIRECTIVE_COUNT; i++) {
		const struct directive *row = &DIRECTIVES[i];

		if (strcmp(row->block, block) == 0
			&& fnmatch(row->name, name, 0) == 0) {
			return row;
		}
	}
	return NULL;
}

static const char *find_nearest(const char *block, const char *name)
{
	const char *nearest = NULL;
	size_t least = NEAR_ENOUGH + 1;

	for (size_t i = 0; i < DIRECTIVE_COUNT; i++) {
		const struct directive *row = &DIRECTIVES[i];
		size_t typos = strcmp(row->block, block) == 0
				       ? nearest_typos(name, row->name, NULL)
				       : least;

		if (typos < least && typos < strlen(row->name)) {
			least = typos;
			nearest = row->name;
		}
	}
	return nearest;
}

static void note_unknown(
	struct migration *migration, struct note note, const char *block)
{
	const char *name = note.statement->words[0];
	const char *nearest = find_nearest(block, name);

	note.kind = NOTE_OPEN;
	if (nearest != NULL) {
		migration_note(migration, note,
			"keepalived has no such keyword %s%s; did you mean %s?",
			block[0] == '\0' ? "at the top" : "in ", block, nearest);
	} else {
		migration_note(migration, note,
			"is no keyword %s%s that fipctl knows; see what it does, and "
			"whether fipd.yaml(5) has it",
			block[0] == '\0' ? "at the top" : "in ", block);
	}
}

bool migration_judge(struct migration *migration, struct note note, const char *block)
{
	const struct statement *one = note.statement;
	const struct directive *row = find_directive(block, one->words[0]);

	if (one->condition != NULL) {
		note.kind = NOTE_OPEN;
		migration_note(migration, note,
			"stands behind %s and is for some nodes only; remove what is "
			"for others, and the %s of what is for this one",
			one->condition, one->condition);
		return true;
	}
	if (row == NULL) {
		note_unknown(migration, note, block);
		return true;
	}
	if (row->kind == NOTE_DONE) {
		return false;
	}
	note.kind = row->kind;
	note.setting = row->setting;
	migration_note(migration, note, "%s", row->sentence);
	return true;
}

/* A word behind a virtual address. */
struct parameter {
	const char *name;
	bool has_value;
	enum note_kind kind;
	const char *sentence;
};

/* clang-format off */
/* table */
static const struct parameter PARAMETERS[] = {
	{ "dev", true, NOTE_DONE, NULL },
	{ "label", true, NOTE_NEEDLESS, "an F-IP has no label; a program finds it by its address" },
	{ "scope", true, NOTE_NEEDLESS, "fipd gives an F-IP the scope of its kind" },
	{ "brd", true, NOTE_NEEDLESS, "an F-IP needs no broadcast address" },
	{ "broadcast", true, NOTE_NEEDLESS, "an F-IP needs no broadcast address" },
	{ "nodad", false, NOTE_NEEDLESS, "fipd asks the segment by itself" },
	{ "-nodad", false, NOTE_NEEDLESS, "fipd asks the segment by itself" },
	{ "noprefixroute", false, NOTE_NEEDLESS, "an F-IP makes no route of its own" },
	{ "no_track", false, NOTE_LOST, "fipd sets an F-IP again that somebody removed" },
	{ "track_group", true, NOTE_LOST, "all F-IPs of a pair are watched" },
	{ "preferred_lft", true, NOTE_LOST, "the lifetime of an F-IP is its lease" },
	{ "deprecated", false, NOTE_LOST, "the lifetime of an F-IP is its lease" },
	{ "peer", true, NOTE_LOST, "an F-IP is no end of a point-to-point link" },
	{ "use_vmac", true, NOTE_LOST, "an F-IP has the MAC of its interface" },
};
/* clang-format on */

static const struct parameter *find_parameter(const char *name)
{
	for (size_t i = 0; i < sizeof(PARAMETERS) / sizeof(PARAMETERS[0]); i++) {
		if (strcmp(PARAMETERS[i].name, name) == 0) {
			return &PARAMETERS[i];
		}
	}
	return NULL;
}

const char *migration_judge_words(struct migration *migration, struct note note)
{
	const struct statement *one = note.statement;
	const char *device = NULL;

	for (size_t i = 1; i < one->word_count; i++) {
		const struct parameter *row = find_parameter(one->words[i]);

		note.kind = row == NULL ? NOTE_LOST : row->kind;
		if (row == NULL) {
			migration_note(migration, note, "%s: fipd has nothing like it",
				one->words[i]);
			continue;
		}
		if (row->kind != NOTE_DONE) {
			migration_note(
				migration, note, "%s: %s", row->name, row->sentence);
		}
		i += row->has_value ? 1 : 0;
		if (row->kind == NOTE_DONE && i < one->word_count) {
			device = one->words[i];
		}
	}
	return device;
}
