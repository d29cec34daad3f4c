#include "config/range.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "schema/config_struct.h"

const char *range_write_number(
	const struct schema_row *row, uint64_t number, char text[SPAN_TEXT_SIZE])
{
	if (row->type == SCHEMA_SPAN) {
		return span_write(number, text);
	}
	snprintf(text, SPAN_TEXT_SIZE, "%" PRIu64, number);
	return text;
}

/* The first word of each meaning: the others are for people who write yes for on. */
static void write_words(const struct schema_row *row, char text[RANGE_TEXT_SIZE])
{
	size_t used = 0;

	for (const struct schema_word *word = row->words; word->text != NULL; word++) {
		if (schema_word(row, word->meaning) == word->text) {
			used += (size_t)snprintf(text + used, RANGE_TEXT_SIZE - used,
				"%s%s", used == 0 ? "" : " or ", word->text);
			assert(used < RANGE_TEXT_SIZE);
		}
	}
}

static void write_limits(const struct schema_row *row, char text[RANGE_TEXT_SIZE])
{
	char low[SPAN_TEXT_SIZE], high[SPAN_TEXT_SIZE];

	snprintf(text, RANGE_TEXT_SIZE, "%s to %s",
		range_write_number(row, row->minimum, low),
		range_write_number(row, row->maximum, high));
}

/* flat switch */
const char *range_write(const struct schema_row *row, char text[RANGE_TEXT_SIZE])
{
	switch (row->type) {
	case SCHEMA_SWITCH:
	case SCHEMA_WORD:
		write_words(row, text);
		break;
	case SCHEMA_NUMBER:
	case SCHEMA_SPAN:
		write_limits(row, text);
		break;
	case SCHEMA_NAME:
		snprintf(text, RANGE_TEXT_SIZE,
			"1 to %" PRIu32 " letters, digits, '-', '_' or '.'",
			row->maximum);
		break;
	case SCHEMA_INTERFACE:
		snprintf(text, RANGE_TEXT_SIZE,
			"an interface of at most %" PRIu32
			" characters, no alias such as eth0:1",
			row->maximum);
		break;
	case SCHEMA_PATH:
		snprintf(text, RANGE_TEXT_SIZE,
			"an absolute path of at most %" PRIu32 " bytes", row->maximum);
		break;
	case SCHEMA_HOST:
		snprintf(text, RANGE_TEXT_SIZE,
			"a host name or an address, without port or brackets");
		break;
	case SCHEMA_ADDRESS:
		snprintf(text, RANGE_TEXT_SIZE, "an address of IPv4 or IPv6");
		break;
	case SCHEMA_REFERENCES:
		snprintf(text, RANGE_TEXT_SIZE,
			"a list of at most %d addresses, and gateway",
			CONFIG_REFERENCES_MAX);
		break;
	case SCHEMA_KINDS:
		snprintf(text, RANGE_TEXT_SIZE,
			"a list of kinds as fipctl events names them");
		break;
	case SCHEMA_NETWORKS:
		snprintf(text, RANGE_TEXT_SIZE,
			"a list of at most %d networks as address/prefix or "
			"address/netmask",
			CONFIG_NETWORKS_MAX);
		break;
	case SCHEMA_CHECKS:
	case SCHEMA_HOOKS:
		snprintf(text, RANGE_TEXT_SIZE, "a list of at most %d mappings",
			row->type == SCHEMA_CHECKS ? TASKS_CHECKS_MAX
						   : TASKS_HOOKS_MAX);
		break;
	case SCHEMA_OCCASIONS:
		snprintf(text, RANGE_TEXT_SIZE,
			"a list of roles, and of kinds as fipctl events names them");
		break;
	case SCHEMA_COMMAND:
		snprintf(text, RANGE_TEXT_SIZE,
			"a list of at most %d words, the first an absolute path",
			TASK_WORDS_MAX);
		break;
	case SCHEMA_ENDPOINT:
		snprintf(text, RANGE_TEXT_SIZE, "host:port, or [IPv6]:port");
		break;
	case SCHEMA_URL:
		snprintf(text, RANGE_TEXT_SIZE,
			"http:// or https:// with a host and at most %" PRIu32 " bytes",
			row->maximum);
		break;
	case SCHEMA_CODES:
		snprintf(text, RANGE_TEXT_SIZE,
			"one code or a range from %" PRIu32 " to %" PRIu32,
			row->minimum, row->maximum);
		break;
	case SCHEMA_LINKS:
		snprintf(text, RANGE_TEXT_SIZE,
			"a list of at most %d mappings of name, interface, address and "
			"peer",
			CONFIG_LINKS_MAX);
		break;
	case SCHEMA_FIPS:
		snprintf(text, RANGE_TEXT_SIZE,
			"a list of address/prefix or address/netmask");
		break;
	}
	return text;
}
