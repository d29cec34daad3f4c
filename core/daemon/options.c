#include "daemon/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "fips/fence_child.h"
#include "loop/log.h"

enum {
	LONG_STATE = 256,
	LONG_CONTROL,
	LONG_LOG,
	LONG_SYSLOG,
	LONG_CHECK,
	LONG_SCHEMA,
	LONG_FENCE,
};

/* clang-format off */
/* table */
static const struct option names[] = {
	{ "config",  required_argument, NULL, 'c' },
	{ "state",   required_argument, NULL, LONG_STATE },
	{ "control", required_argument, NULL, LONG_CONTROL },
	{ "log",     required_argument, NULL, LONG_LOG },
	{ "syslog",  required_argument, NULL, LONG_SYSLOG },
	{ "debug",   no_argument,       NULL, 'd' },
	{ "check",   optional_argument, NULL, LONG_CHECK },
	{ "schema",  required_argument, NULL, LONG_SCHEMA },
	{ FENCE_CHILD_OPTION, no_argument, NULL, LONG_FENCE },
	{ "version", no_argument,       NULL, 'V' },
	{ "help",    no_argument,       NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};
/* clang-format on */

void options_help(void)
{
	puts("usage: fipd [-c FILE] [--state DIR] [--control PATH]\n"
	     "            [--log stderr|syslog|both] [--syslog PATH] [--debug]\n"
	     "       fipd --check [FILE]\n"
	     "       fipd --schema yaml|mdoc\n"
	     "       fipd --version | --help\n"
	     "\n"
	     "  -c, --config FILE  the configuration (" OPTIONS_CONFIG_PATH ")\n"
	     "  --state DIR        events, cursors, settings set at run time\n"
	     "                     (" OPTIONS_STATE_FOLDER ")\n"
	     "  --control PATH     the control socket (" OPTIONS_CONTROL_PATH ")\n"
	     "  --log WHERE        default: stderr if a terminal or systemd reads it,\n"
	     "                     else syslog\n"
	     "  --syslog PATH      the syslog socket (" LOG_SYSLOG_PATH ")\n"
	     "  --debug            log packets too\n"
	     "  --check [FILE]     list every fault of the configuration and exit\n"
	     "  --schema FORM      write the example file or the manual's settings\n"
	     "\n"
	     "fipd runs in the foreground.  See fipd(8) and fipd.yaml(5).");
}

static void complain(struct options *options, const char *argument, const char *what)
{
	options->mode = OPTIONS_WRONG;
	snprintf(options->fault, sizeof(options->fault), "%.60s %s", argument, what);
}

static void read_log(struct options *options, const char *word)
{
	if (strcmp(word, "stderr") == 0) {
		options->log = OPTIONS_LOG_STDERR;
	} else if (strcmp(word, "syslog") == 0) {
		options->log = OPTIONS_LOG_SYSLOG;
	} else if (strcmp(word, "both") == 0) {
		options->log = OPTIONS_LOG_BOTH;
	} else {
		complain(
			options, word, "is no place to log: stderr, syslog or both is");
	}
}

static void read_schema(struct options *options, const char *word)
{
	if (strcmp(word, "yaml") == 0) {
		options->mode = OPTIONS_SCHEMA_YAML;
	} else if (strcmp(word, "mdoc") == 0) {
		options->mode = OPTIONS_SCHEMA_MDOC;
	} else {
		complain(options, word, "is no form of the schema: yaml or mdoc is");
	}
}

/* flat switch */
static void take(struct options *options, int option, const char *argument)
{
	switch (option) {
	case 'c':
		options->config = argument;
		break;
	case LONG_STATE:
		options->state = argument;
		break;
	case LONG_CONTROL:
		options->control = argument;
		break;
	case LONG_LOG:
		read_log(options, argument);
		break;
	case LONG_SYSLOG:
		options->syslog = argument;
		break;
	case 'd':
		options->debug = true;
		break;
	case LONG_CHECK:
		options->mode = OPTIONS_CHECK;
		options->config = argument != NULL ? argument : options->config;
		break;
	case LONG_SCHEMA:
		read_schema(options, argument);
		break;
	case LONG_FENCE:
		options->mode = OPTIONS_FENCE;
		break;
	case 'V':
		options->mode = OPTIONS_VERSION;
		break;
	case 'h':
		options->mode = OPTIONS_HELP;
		break;
	default:
		break;
	}
}

void options_read(struct options *options, int argc, char **argv)
{
	int option = 0;

	*options = (struct options){
		.config = OPTIONS_CONFIG_PATH,
		.state = OPTIONS_STATE_FOLDER,
		.control = OPTIONS_CONTROL_PATH,
		.syslog = LOG_SYSLOG_PATH,
	};
	opterr = 0;
	while (option != -1 && options->mode != OPTIONS_WRONG) {
		option = getopt_long(argc, argv, ":c:h", names, NULL);
		if (option == '?' || option == ':') {
			complain(options, argv[optind - 1],
				option == ':' ? "needs a value"
					      : "is no option of fipd");
		}
		take(options, option, optarg);
	}
	if (options->mode == OPTIONS_CHECK && optind < argc) {
		options->config = argv[optind++];
	}
	if (options->mode != OPTIONS_WRONG && optind < argc) {
		complain(options, argv[optind], "is one argument too many");
	}
}
