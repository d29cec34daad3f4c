#include "contact/options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/command_line.h"

enum {
	TIMEOUT_MAX_S = 3600,
	FIRST = 256, /* getopt_long returns a row without a letter as its place + FIRST
		      */
	MISTAKE = '?',
	VALUE_MISSING = ':',
	FAULT_BYTES = 256,
};

static const char DEFAULT_CONTROL[] = "/run/fipd/control.sock";

/* clang-format off */
/* table */
static const struct option_row ROWS[] = {
	{ "--control", 0, 0, OPTION_TEXT, offsetof(struct options, control) },
	{ "--timeout", 0, 0, OPTION_SECONDS, offsetof(struct options, timeout_ms) },
	{ "--json", 0, OPTION_JSON, OPTION_NOTHING, 0 },
	{ "--no-wait", 0, OPTION_NO_WAIT, OPTION_NOTHING, 0 },
	{ "--force", 0, OPTION_FORCE, OPTION_NOTHING, 0 },
	{ "--peer-is-off", 0, OPTION_PEER_IS_OFF, OPTION_NOTHING, 0 },
	{ "--after", 0, OPTION_AFTER, OPTION_WHOLE, offsetof(struct options, after) },
	{ "--as-story", 0, OPTION_AS_STORY, OPTION_NOTHING, 0 },
	{ "--for", 0, OPTION_FOR, OPTION_WORD, offsetof(struct options, span) },
	{ "--within", 0, OPTION_WITHIN, OPTION_WHOLE, offsetof(struct options, within_s) },
	{ "--warning", 'w', OPTION_WARNING, OPTION_SECONDS, offsetof(struct options, warning_ms) },
	{ "--critical", 'c', OPTION_CRITICAL, OPTION_SECONDS, offsetof(struct options, critical_ms) },
	{ "--snmpd", 0, OPTION_SNMPD, OPTION_TEXT, offsetof(struct options, snmpd) },
	{ "--lock", 0, OPTION_LOCK, OPTION_TEXT, offsetof(struct options, lock) },
	{ "--role", 0, OPTION_ROLE, OPTION_WORD, offsetof(struct options, role) },
	{ "--peer", 0, OPTION_PEER, OPTION_WORD, offsetof(struct options, peer) },
	{ "--fip", 0, OPTION_FIP, OPTION_LIST, offsetof(struct options, fips) },
	{ "--interface", 0, OPTION_INTERFACE, OPTION_WORD, offsetof(struct options, interface) },
	{ "--secrets", 0, OPTION_SECRETS, OPTION_TEXT, offsetof(struct options, secrets) },
	{ "--snmp", 0, OPTION_SNMP, OPTION_NOTHING, 0 },
	{ "--center", 0, OPTION_CENTER, OPTION_WORD, offsetof(struct options, center) },
	{ "--dry-run", 0, OPTION_DRY_RUN, OPTION_NOTHING, 0 },
	{ "--yes", 0, OPTION_YES, OPTION_NOTHING, 0 },
	{ "--export", 0, OPTION_EXPORT, OPTION_NOTHING, 0 },
	{ "--file", 0, OPTION_FILE, OPTION_TEXT, offsetof(struct options, file) },
	{ "--html", 0, OPTION_HTML, OPTION_NOTHING, 0 },
	{ "--last", 0, OPTION_LAST, OPTION_NOTHING, 0 },
	{ "--since", 0, OPTION_SINCE, OPTION_WHOLE, offsetof(struct options, since_s) },
	{ "--until", 0, OPTION_UNTIL, OPTION_WHOLE, offsetof(struct options, until_s) },
	{ "--state", 0, OPTION_STATE, OPTION_TEXT, offsetof(struct options, state) },
	{ "--help", 'h', OPTION_HELP, OPTION_NOTHING, 0 },
	{ "--version", 'V', OPTION_VERSION, OPTION_NOTHING, 0 },
	{ "-n", 'n', OPTION_NUMBER, OPTION_WHOLE, offsetof(struct options, number) },
};
/* clang-format on */

enum {
	ROW_COUNT = sizeof(ROWS) / sizeof(ROWS[0])
};

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

static bool read_seconds(int *span_ms, const char *name)
{
	char *end;
	double seconds = strtod(optarg, &end);

	if (end == optarg || *end != '\0' || !(seconds >= 0.001)
		|| !(seconds <= TIMEOUT_MAX_S)) {
		fprintf(stderr, "fipctl: %s %s: 0.001 to %d seconds are possible\n",
			name, optarg, TIMEOUT_MAX_S);
		return false;
	}
	*span_ms = (int)(seconds * 1000);
	return true;
}

static bool add_fip(char fips[OPTIONS_FIPS_BYTES], const char *name)
{
	size_t used = strlen(fips);
	int length = snprintf(fips + used, OPTIONS_FIPS_BYTES - used, "%s%s",
		used > 0 ? "," : "", optarg);

	if (used + (size_t)length < OPTIONS_FIPS_BYTES) {
		return true;
	}
	fprintf(stderr, "fipctl: %s: so many are for fipd.yaml\n", name);
	return false;
}

static int find_letter(size_t place)
{
	return ROWS[place].letter != 0 ? ROWS[place].letter : FIRST + (int)place;
}

/* The rows as getopt_long wants them; -n has no long name. */
static void list_options(struct option list[ROW_COUNT + 1])
{
	size_t count = 0;

	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (strncmp(ROWS[i].name, "--", 2) == 0) {
			list[count++] = (struct option){ ROWS[i].name + 2,
				ROWS[i].argument == OPTION_NOTHING ? no_argument
								   : required_argument,
				NULL, find_letter(i) };
		}
	}
	list[count] = (struct option){ NULL, 0, NULL, 0 };
}

static void complain(int mistake, const char *word)
{
	char text[FAULT_BYTES];

	command_line_describe(text, sizeof(text), mistake, word);
	fprintf(stderr, "fipctl: %s; fipctl --help lists them\n", text);
}

static bool take_option(struct options *options, const struct option_row *row)
{
	void *member = (char *)options + row->offset;

	if (row->argument != OPTION_NOTHING && optarg[0] == '\0') {
		complain(VALUE_MISSING, row->name);
		return false;
	}

	options->given |= row->mark;
	switch (row->argument) {
	case OPTION_NOTHING:
		break;
	case OPTION_TEXT:
	case OPTION_WORD:
		*(const char **)member = optarg;
		break;
	case OPTION_WHOLE:
		return read_number(member, row->name);
	case OPTION_SECONDS:
		return read_seconds(member, row->name);
	case OPTION_LIST:
		return add_fip(member, row->name);
	}
	return true;
}

bool options_read(struct options *options, int argc, char **argv)
{
	const char *control = getenv("FIPD_CONTROL");
	struct option list[ROW_COUNT + 1];
	int letter;

	*options = (struct options){ 0 };
	options->control =
		control != NULL && control[0] != '\0' ? control : DEFAULT_CONTROL;
	list_options(list);
	while ((letter = getopt_long(argc, argv, ":n:w:c:hV", list, NULL)) != -1) {
		if (letter == MISTAKE || letter == VALUE_MISSING) {
			complain(letter, argv[optind - 1]);
			return false;
		}
		for (size_t i = 0; i < ROW_COUNT; i++) {
			if (find_letter(i) == letter
				&& !take_option(options, &ROWS[i])) {
				return false;
			}
		}
	}
	options->word_count = argc - optind;
	options->words = argv + optind;
	return true;
}

const struct option_row *options_row(size_t place)
{
	return place < ROW_COUNT ? &ROWS[place] : NULL;
}

const char *options_name(unsigned option)
{
	size_t i = 0;

	while (ROWS[i].mark != option) {
		i++;
	}
	return ROWS[i].name;
}
