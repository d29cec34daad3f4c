#include "agentx/options.h"

#include <stdio.h>
#include <string.h>

#include "protocol/command_line.h"

/* clang-format off */
/* table */
static const struct command_option OPTIONS[] = {
	{ "control", "PATH", offsetof(struct options, control),
		"fipd's control socket (/run/fipd/control.sock)" },
	{ "agentx", "SOCKET", offsetof(struct options, agentx),
		"snmpd's AgentX socket (/run/agentx/master)" },
	{ "informs", "PATH", offsetof(struct options, informs),
		"receivers of informs (/etc/fipd/informs.conf)" },
	{ "context", "NAME", offsetof(struct options, context),
		"SNMP context, for one of several fipd (the default context)" },
	{ "lock", "PATH", offsetof(struct options, lock_given),
		"lock file (/run/fipd/agentx.lock, or agentx-NAME.lock)" },
	{ "user", "NAME", offsetof(struct options, user),
		"as root: become this user (fipd-agentx, if there is one); root: stay root" },
	{ "linger", NULL, offsetof(struct options, linger),
		"on SIGTERM, stay until fipd's last event is told, 2 s at most" },
	{ "check", NULL, offsetof(struct options, check),
		"only say what is wrong with the receivers of informs" },
	{ "debug", NULL, offsetof(struct options, debug),
		"say more on standard error" },
};
/* clang-format on */

static const struct command_line LINE = {
	.program = "fipd-agentx",
	.version = FIPD_VERSION,
	.purpose = "Serves FIPD-MIB: connects fipd to snmpd.\n",
	.count = sizeof(OPTIONS) / sizeof(OPTIONS[0]),
	.options = OPTIONS,
};

/* The default lock is one for each context, because a context is served once. */
static bool choose_lock(struct options *options, int *code)
{
	const char *dash = options->context[0] == '\0' ? "" : "-";
	int length =
		options->lock_given != NULL
			? snprintf(options->lock, sizeof(options->lock), "%s",
				options->lock_given)
			: snprintf(options->lock, sizeof(options->lock),
				"/run/fipd/agentx%s%s.lock", dash, options->context);

	return (length >= 0 && (size_t)length < sizeof(options->lock))
	       || command_line_refuse(&LINE, "the path of the lock is too long", code);
}

bool options_read(struct options *options, int count, char **arguments, int *code)
{
	*options = (struct options){
		.control = "/run/fipd/control.sock",
		.agentx = "/run/agentx/master",
		.informs = "/etc/fipd/informs.conf",
		.context = "",
	};
	if (!command_line_read(&LINE, options, count, arguments, code)) {
		return false;
	}
	if (strchr(options->context, '/') != NULL || strlen(options->context) > 32) {
		return command_line_refuse(&LINE,
			"a context is a name of at most 32 characters without '/'",
			code);
	}
	return choose_lock(options, code);
}
