#include "agentx/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const char usage[] =
	"usage: fipd-agentx [OPTION]...\n"
	"Serves FIPD-MIB: connects fipd to snmpd.\n"
	"\n"
	"  --control PATH   fipd's control socket (/run/fipd/control.sock)\n"
	"  --agentx SOCKET  snmpd's AgentX socket (/var/agentx/master)\n"
	"  --context NAME   SNMP context, for one of several fipd (the default "
	"context)\n"
	"  --lock PATH      lock file (/run/fipd/agentx.lock, or agentx-NAME.lock)\n"
	"  --debug          say more on standard error\n"
	"  --version        print the version\n"
	"  --help           print this text\n";

/* clang-format off */
/* table */
static const struct option table[] = {
	{ "control", required_argument, NULL, 'c' },
	{ "agentx", required_argument, NULL, 'x' },
	{ "context", required_argument, NULL, 'n' },
	{ "lock", required_argument, NULL, 'l' },
	{ "debug", no_argument, NULL, 'd' },
	{ "version", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};
/* clang-format on */

static bool complain(int *code, const char *text)
{
	fprintf(stderr, "fipd-agentx: %s; try fipd-agentx --help\n", text);
	*code = EX_USAGE;
	return false;
}

static bool print(int *code, const char *text)
{
	fputs(text, stdout);
	*code = fflush(stdout) == 0 ? EX_OK : EX_IOERR;
	return false;
}

/* flat switch */
static bool take(struct options *options, int option, const char **lock, int *code)
{
	switch (option) {
	case 'c':
		options->control = optarg;
		return true;
	case 'x':
		options->agentx = optarg;
		return true;
	case 'n':
		options->context = optarg;
		return true;
	case 'l':
		*lock = optarg;
		return true;
	case 'd':
		options->debug = true;
		return true;
	case 'v':
		return print(code, "fipd-agentx " FIPD_VERSION "\n");
	case 'h':
		return print(code, usage);
	default:
		*code = EX_USAGE;
		return false;
	}
}

/* The default lock is one for each context, because a context is served once. */
static bool choose_lock(struct options *options, const char *lock, int *code)
{
	const char *dash = options->context[0] == '\0' ? "" : "-";
	int length =
		lock != NULL
			? snprintf(options->lock, sizeof(options->lock), "%s", lock)
			: snprintf(options->lock, sizeof(options->lock),
				"/run/fipd/agentx%s%s.lock", dash, options->context);

	if (length < 0 || (size_t)length >= sizeof(options->lock)) {
		return complain(code, "the path of the lock is too long");
	}
	return true;
}

bool options_read(struct options *options, int count, char **arguments, int *code)
{
	const char *lock = NULL;
	int option;

	*options = (struct options){
		.control = "/run/fipd/control.sock",
		.agentx = "/var/agentx/master",
		.context = "",
	};
	while ((option = getopt_long(count, arguments, "", table, NULL)) != -1) {
		if (!take(options, option, &lock, code)) {
			return false;
		}
	}
	if (optind < count) {
		return complain(code, "there is an argument too many");
	}
	if (strchr(options->context, '/') != NULL || strlen(options->context) > 32) {
		return complain(code,
			"a context is a name of at most 32 characters without '/'");
	}
	return choose_lock(options, lock, code);
}
