#include "schema/entries.h"

#include <string.h>

#include "schema/config_struct.h"

enum {
	SECOND_MS = 1000,
	HOUR_MS = 3600 * SECOND_MS,
	TIMEOUT_MIN_MS = 100,
	RESULTS_MAX = 100, /* in a row */
	CODES_MIN = 100,   /* of HTTP, RFC 9110 */
	CODES_MAX = 599,
};

static const char must_be_given[] = "must be given";

/* clang-format off */
static const struct schema_word effects[] = {
	{ "report", CHECK_REPORT }, { "demote", CHECK_DEMOTE }, { NULL, 0 },
};

static const struct schema_word argument_styles[] = {
	{ "none", HOOK_ARGUMENTS_NONE }, { "keepalived", HOOK_ARGUMENTS_KEEPALIVED },
	{ NULL, 0 },
};

/* table */
static const struct schema_row link_rows[] = {
	{
		.name = "name",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct config_link, name),
		.minimum = 1, .maximum = CONFIG_NAME_MAX,
		.absent = "default: the interface",
		.description = "Name of the link in logs, traps and status.",
	},
	{
		.name = "interface",
		.type = SCHEMA_INTERFACE,
		.offset = offsetof(struct config_link, interface),
		.minimum = 1, .maximum = CONFIG_INTERFACE_MAX,
		.absent = must_be_given,
		.description = "Interface of this node on the link.",
	},
	{
		.name = "address",
		.type = SCHEMA_ADDRESS,
		.offset = offsetof(struct config_link, address),
		.absent = must_be_given,
		.description = "Address of this node on the link.",
	},
	{
		.name = "peer",
		.type = SCHEMA_ADDRESS,
		.offset = offsetof(struct config_link, peer),
		.absent = must_be_given,
		.description = "Address of the other node on the link.",
	},
};

/* table */
static const struct schema_row check_rows[] = {
	{
		.name = "name",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct check, name),
		.minimum = 1, .maximum = TASK_NAME_MAX,
		.absent = must_be_given,
		.description = "Name of the check in events, status and MIB.",
	},
	{
		.name = "tcp",
		.type = SCHEMA_ENDPOINT,
		.offset = offsetof(struct check, tcp),
		.absent = "one of tcp, http and command must be given",
		.description = "The service works if it accepts a TCP connection here.",
	},
	{
		.name = "http",
		.type = SCHEMA_URL,
		.offset = offsetof(struct check, url),
		.minimum = 1, .maximum = TASK_URL_MAX,
		.absent = "one of tcp, http and command must be given",
		.description = "The service works if GET of this URL is answered with "
			"a good code.",
	},
	{
		.name = "status",
		.type = SCHEMA_CODES,
		.offset = offsetof(struct check, codes),
		.minimum = CODES_MIN, .maximum = CODES_MAX,
		.absent = "default: 200-399",
		.description = "The codes of HTTP that are good; with http only.",
	},
	{
		.name = "command",
		.type = SCHEMA_COMMAND,
		.offset = offsetof(struct check, command),
		.absent = "one of tcp, http and command must be given",
		.description = "The service works if this program ends with 0. No shell "
			"reads it: the first word is the program, by its absolute path, "
			"and each further word is one argument.",
	},
	{
		.name = "user",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct check, user),
		.minimum = 1, .maximum = TASK_USER_MAX,
		.absent = "default: fipd-exec",
		.description = "The user as whom the command runs; with command only.",
	},
	{
		.name = "interval",
		.type = SCHEMA_SPAN,
		.offset = offsetof(struct check, interval_ms),
		.minimum = SECOND_MS, .maximum = HOUR_MS,
		.initial = "2 s",
		.description = "Time from one try to the next.",
	},
	{
		.name = "timeout",
		.type = SCHEMA_SPAN,
		.offset = offsetof(struct check, timeout_ms),
		.minimum = TIMEOUT_MIN_MS, .maximum = HOUR_MS,
		.initial = "1 s",
		.description = "A try that takes longer is a bad one, and its command is "
			"ended.",
	},
	{
		.name = "rise",
		.type = SCHEMA_NUMBER,
		.offset = offsetof(struct check, rise),
		.minimum = 1, .maximum = RESULTS_MAX,
		.initial = "2",
		.description = "So many good tries in a row make the check pass.",
	},
	{
		.name = "fall",
		.type = SCHEMA_NUMBER,
		.offset = offsetof(struct check, fall),
		.minimum = 1, .maximum = RESULTS_MAX,
		.initial = "3",
		.description = "So many bad tries in a row make the check fail.",
	},
	{
		.name = "effect",
		.type = SCHEMA_WORD, .words = effects,
		.offset = offsetof(struct check, effect),
		.initial = "report",
		.description = "What a failed check does: report raises an alarm, demote "
			"also has the peer take over, if none of its own checks with "
			"this effect has failed.",
	},
};

/* table */
static const struct schema_row hook_rows[] = {
	{
		.name = "name",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct hook, name),
		.minimum = 1, .maximum = TASK_NAME_MAX,
		.absent = must_be_given,
		.description = "Name of the hook in events, status and MIB.",
	},
	{
		.name = "on",
		.type = SCHEMA_OCCASIONS,
		.offset = offsetof(struct hook, on),
		.absent = must_be_given,
		.description = "When the hook runs: a role, as active, standby or fault, "
			"means whenever this node has come into it; a kind of event, as "
			"fipctl events names them, after each of these.",
	},
	{
		.name = "command",
		.type = SCHEMA_COMMAND,
		.offset = offsetof(struct hook, command),
		.absent = must_be_given,
		.description = "The program, by its absolute path, and its arguments. No "
			"shell reads them; docs/checks.md tells the environment.",
	},
	{
		.name = "user",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct hook, user),
		.minimum = 1, .maximum = TASK_USER_MAX,
		.initial = "fipd-exec",
		.description = "The user as whom the command runs.",
	},
	{
		.name = "timeout",
		.type = SCHEMA_SPAN,
		.offset = offsetof(struct hook, timeout_ms),
		.minimum = SECOND_MS, .maximum = HOUR_MS,
		.initial = "30 s",
		.description = "A command that runs longer is ended, and has failed.",
	},
	{
		.name = "arguments",
		.type = SCHEMA_WORD, .words = argument_styles,
		.offset = offsetof(struct hook, arguments),
		.initial = "none",
		.description = "What is added to the command: with keepalived the four "
			"arguments that keepalived gives a notify script.",
	},
};

/* table */
static const struct entry link_entry = {
	.noun = "a link",
	.members = "name, interface, address and peer",
	.shape = "{ interface: eth1, address: 10.0.0.1, peer: 10.0.0.2 }",
	.rows = link_rows, .count = sizeof(link_rows) / sizeof(link_rows[0]),
};

static const struct entry check_entry = {
	.noun = "a check",
	.members = "name, one of tcp, http and command, status, user, interval, "
		"timeout, rise, fall and effect",
	.shape = "{ name: proxy, tcp: 127.0.0.1:3128 }",
	.rows = check_rows, .count = sizeof(check_rows) / sizeof(check_rows[0]),
};

static const struct entry hook_entry = {
	.noun = "a hook",
	.members = "name, on, command, user, timeout and arguments",
	.shape = "{ name: route, on: [active], command: [/usr/local/sbin/route] }",
	.rows = hook_rows, .count = sizeof(hook_rows) / sizeof(hook_rows[0]),
};
/* clang-format on */

const struct entry *entry_of(enum schema_type type)
{
	if (type == SCHEMA_LINKS) {
		return &link_entry;
	}
	if (type == SCHEMA_CHECKS) {
		return &check_entry;
	}
	return type == SCHEMA_HOOKS ? &hook_entry : NULL;
}

const struct schema_row *entry_find(const struct entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->count; i++) {
		if (strcmp(entry->rows[i].name, name) == 0) {
			return &entry->rows[i];
		}
	}
	return NULL;
}

bool entry_needs(const struct schema_row *row)
{
	return row->absent == must_be_given;
}
