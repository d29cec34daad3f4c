#include "contact/options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	TIMEOUT_MAX_S = 3600,
	LETTER_CONTROL = 256,
	LETTER_JSON,
	LETTER_NO_WAIT,
	LETTER_FORCE,
	LETTER_AFTER,
	LETTER_TIMEOUT,
	LETTER_AS_STORY,
	LETTER_WITHIN,
	LETTER_SNMPD,
	LETTER_LOCK,
};

static const char DEFAULT_CONTROL[] = "/run/fipd/control.sock";

/* clang-format off */
/* table */
static const struct option LONG_OPTIONS[] = {
	{ "control", required_argument, NULL, LETTER_CONTROL },
	{ "timeout", required_argument, NULL, LETTER_TIMEOUT },
	{ "json", no_argument, NULL, LETTER_JSON },
	{ "no-wait", no_argument, NULL, LETTER_NO_WAIT },
	{ "force", no_argument, NULL, LETTER_FORCE },
	{ "after", required_argument, NULL, LETTER_AFTER },
	{ "as-story", no_argument, NULL, LETTER_AS_STORY },
	{ "within", required_argument, NULL, LETTER_WITHIN },
	{ "snmpd", required_argument, NULL, LETTER_SNMPD },
	{ "lock", required_argument, NULL, LETTER_LOCK },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};
/* clang-format on */

bool options_number(uint64_t *number, const char *text)
{
	char *end;
	unsigned long long value;

	if (!isdigit((unsigned char)text[0])) {
		return false;
	}
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0' || value > INT64_MAX) {
		return false;
	}
	*number = value;
	return true;
}

static bool read_number(uint64_t *number, const char *name)
{
	if (options_number(number, optarg)) {
		return true;
	}
	fprintf(stderr, "fipctl: %s %s: a whole number is expected\n", name, optarg);
	return false;
}

static bool read_timeout(struct options *options)
{
	char *end;
	double seconds = strtod(optarg, &end);

	if (end == optarg || *end != '\0' || !(seconds >= 0.001)
		|| !(seconds <= TIMEOUT_MAX_S)) {
		fprintf(stderr,
			"fipctl: --timeout %s: 0.001 to %d seconds are possible\n",
			optarg, TIMEOUT_MAX_S);
		return false;
	}
	options->timeout_ms = (int)(seconds * 1000);
	return true;
}

/* flat switch */
static bool take(struct options *options, int letter)
{
	switch (letter) {
	case LETTER_CONTROL:
		options->control = optarg;
		return true;
	case LETTER_TIMEOUT:
		return read_timeout(options);
	case LETTER_JSON:
		options->given |= OPTION_JSON;
		return true;
	case LETTER_NO_WAIT:
		options->given |= OPTION_NO_WAIT;
		return true;
	case LETTER_FORCE:
		options->given |= OPTION_FORCE;
		return true;
	case LETTER_AFTER:
		options->given |= OPTION_AFTER;
		return read_number(&options->after, "--after");
	case LETTER_AS_STORY:
		options->given |= OPTION_AS_STORY;
		return true;
	case LETTER_WITHIN:
		options->given |= OPTION_WITHIN;
		return read_number(&options->within_s, "--within");
	case LETTER_SNMPD:
		options->given |= OPTION_SNMPD;
		options->snmpd = optarg;
		return true;
	case LETTER_LOCK:
		options->given |= OPTION_LOCK;
		options->lock = optarg;
		return true;
	case 'n':
		options->given |= OPTION_NUMBER;
		return read_number(&options->number, "-n");
	case 'h':
		options->help = true;
		return true;
	case 'V':
		options->version = true;
		return true;
	default:
		return false; /* getopt_long has said why */
	}
}

bool options_read(struct options *options, int argc, char **argv)
{
	const char *control = getenv("FIPD_CONTROL");
	int letter;

	*options = (struct options){ 0 };
	options->control =
		control != NULL && control[0] != '\0' ? control : DEFAULT_CONTROL;
	while ((letter = getopt_long(argc, argv, "n:hV", LONG_OPTIONS, NULL)) != -1) {
		if (!take(options, letter)) {
			return false;
		}
	}
	options->word_count = argc - optind;
	options->words = argv + optind;
	return true;
}

const char *options_name(unsigned option)
{
	switch (option) {
	case OPTION_JSON:
		return "--json";
	case OPTION_NO_WAIT:
		return "--no-wait";
	case OPTION_FORCE:
		return "--force";
	case OPTION_AFTER:
		return "--after";
	case OPTION_AS_STORY:
		return "--as-story";
	case OPTION_WITHIN:
		return "--within";
	case OPTION_SNMPD:
		return "--snmpd";
	case OPTION_LOCK:
		return "--lock";
	default:
		return "-n";
	}
}
