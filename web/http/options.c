#include "http/options.h"

#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>

static const char usage[] =
	"usage: fipd-web [OPTION]...\n"
	"Serves the proxy auto-configuration script on the F-IPs, the status page and\n"
	"metrics.\n"
	"\n"
	"  --control PATH   fipd's control socket (/run/fipd/control.sock)\n"
	"  --debug          say more on standard error\n"
	"  --version        print the version\n"
	"  --help           print this text\n";

/* clang-format off */
/* table */
static const struct option table[] = {
	{ "control", required_argument, NULL, 'c' },
	{ "debug", no_argument, NULL, 'd' },
	{ "version", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};
/* clang-format on */

static bool print(int *code, const char *text)
{
	fputs(text, stdout);
	*code = fflush(stdout) == 0 ? EX_OK : EX_IOERR;
	return false;
}

/* flat switch */
static bool take(struct options *options, int option, int *code)
{
	switch (option) {
	case 'c':
		options->control = optarg;
		return true;
	case 'd':
		options->debug = true;
		return true;
	case 'v':
		return print(code, "fipd-web " FIPD_VERSION "\n");
	case 'h':
		return print(code, usage);
	default:
		*code = EX_USAGE;
		return false;
	}
}

bool options_read(struct options *options, int count, char **arguments, int *code)
{
	int option;

	*options = (struct options){ .control = "/run/fipd/control.sock" };
	while ((option = getopt_long(count, arguments, "", table, NULL)) != -1) {
		if (!take(options, option, code)) {
			return false;
		}
	}
	if (optind < count) {
		fputs("fipd-web: there is an argument too many; "
		      "try fipd-web --help\n",
			stderr);
		*code = EX_USAGE;
		return false;
	}
	return true;
}
