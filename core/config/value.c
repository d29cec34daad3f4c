#include "config/value.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "config/address.h"
#include "config/host.h"
#include "config/list_append.h"
#include "config/range.h"
#include "values/digits.h"
#include "values/span.h"

enum {
	NUMBER_DIGITS_MAX = 10
};

static void *find_member(void *record, const struct schema_row *row)
{
	return (char *)record + row->offset;
}

static const void *find_const_member(
	const struct config *config, const struct schema_row *row)
{
	return (const char *)config + row->offset;
}

static bool read_word(void *member, const struct schema_row *row, const char *text,
	struct fault *fault)
{
	char range[RANGE_TEXT_SIZE];
	struct quote quote;

	for (const struct schema_word *word = row->words; word->text != NULL; word++) {
		if (strcasecmp(word->text, text) != 0) {
			continue;
		}
		if (row->type == SCHEMA_SWITCH) {
			*(bool *)member = word->meaning != 0;
		} else {
			*(uint32_t *)member = word->meaning;
		}
		return true;
	}
	return fault_say(fault, "'%s' is not one of its values; %s is allowed",
		fault_quote(&quote, text), range_write(row, range));
}

static bool store_number(void *member, const struct schema_row *row, uint64_t number,
	struct fault *fault)
{
	char range[RANGE_TEXT_SIZE], shown[SPAN_TEXT_SIZE], limit[SPAN_TEXT_SIZE];
	bool low = number < row->minimum;

	if (!low && number <= row->maximum) {
		*(uint32_t *)member = (uint32_t)number;
		return true;
	}
	return fault_say(fault, "%s is %s %s; %s is allowed",
		range_write_number(row, number, shown), low ? "below" : "above",
		range_write_number(row, low ? row->minimum : row->maximum, limit),
		range_write(row, range));
}

static bool read_number(void *member, const struct schema_row *row, const char *text,
	struct fault *fault)
{
	char range[RANGE_TEXT_SIZE];
	struct quote quote;
	uint64_t number;
	size_t length = digits_read(text, NUMBER_DIGITS_MAX, &number);

	if (length == 0 || text[length] != '\0') {
		return fault_say(fault, "'%s' is not a whole number; %s is allowed",
			fault_quote(&quote, text), range_write(row, range));
	}
	return store_number(member, row, number, fault);
}

static bool read_span(void *member, const struct schema_row *row, const char *text,
	struct fault *fault)
{
	char range[RANGE_TEXT_SIZE];
	struct quote quote;
	uint64_t span_ms;

	if (!span_read(text, &span_ms)) {
		return fault_say(fault,
			"'%s' is not a time in s or whole ms, as in '500 ms'; "
			"%s is allowed",
			fault_quote(&quote, text), range_write(row, range));
	}
	return store_number(member, row, span_ms, fault);
}

static bool is_plain(const char *text)
{
	return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				 "0123456789-_.")]
	       == '\0';
}

/* What dev_valid_name() of the kernel takes, less control characters. */
static bool is_interface(const char *text)
{
	if (strcmp(text, ".") == 0 || strcmp(text, "..") == 0) {
		return false;
	}
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text <= ' ' || *text == 0x7f || *text == '/'
			|| *text == ':') {
			return false;
		}
	}
	return true;
}

static bool is_path(const char *text)
{
	for (const char *byte = text; *byte != '\0'; byte++) {
		if ((unsigned char)*byte < ' ' || *byte == 0x7f) {
			return false;
		}
	}
	return text[0] == '/';
}

static bool is_allowed(enum schema_type type, const char *text)
{
	if (type == SCHEMA_NAME) {
		return is_plain(text);
	}
	if (type == SCHEMA_HOST) {
		return host_is_good(text);
	}
	return type == SCHEMA_INTERFACE ? is_interface(text) : is_path(text);
}

static bool read_text(void *member, const struct schema_row *row, const char *text,
	struct fault *fault)
{
	char range[RANGE_TEXT_SIZE];
	struct quote quote;
	size_t length = strlen(text);

	if (length < row->minimum || length > row->maximum
		|| !is_allowed(row->type, text)) {
		return fault_say(fault, "'%s' cannot be used; allowed: %s",
			fault_quote(&quote, text), range_write(row, range));
	}
	memcpy(member, text, length + 1);
	return true;
}

/* flat switch */
bool value_read(void *record, const struct schema_row *row, const char *text,
	struct fault *fault)
{
	void *member = find_member(record, row);

	switch (row->type) {
	case SCHEMA_SWITCH:
	case SCHEMA_WORD:
		return read_word(member, row, text, fault);
	case SCHEMA_NUMBER:
		return read_number(member, row, text, fault);
	case SCHEMA_SPAN:
		return read_span(member, row, text, fault);
	case SCHEMA_NAME:
	case SCHEMA_INTERFACE:
	case SCHEMA_PATH:
	case SCHEMA_HOST:
		return read_text(member, row, text, fault);
	case SCHEMA_ADDRESS:
		return address_read(text, member, fault);
	case SCHEMA_FIPS:
	case SCHEMA_REFERENCES:
	case SCHEMA_KINDS:
	case SCHEMA_NETWORKS:
		return append_entry(record, row, text, fault);
	case SCHEMA_LINKS:
		break;
	}
	assert(false);
	return false;
}

static const char *copy(char text[VALUE_TEXT_SIZE], const char *from)
{
	snprintf(text, VALUE_TEXT_SIZE, "%s", from);
	return text;
}

/* flat switch */
const char *value_write(const struct config *config, const struct schema_row *row,
	char text[VALUE_TEXT_SIZE])
{
	const void *member = find_const_member(config, row);

	switch (row->type) {
	case SCHEMA_SWITCH:
		return copy(text, range_word(row, *(const bool *)member));
	case SCHEMA_WORD:
		return copy(text, range_word(row, *(const uint32_t *)member));
	case SCHEMA_NUMBER:
	case SCHEMA_SPAN:
		return range_write_number(row, *(const uint32_t *)member, text);
	case SCHEMA_NAME:
	case SCHEMA_INTERFACE:
	case SCHEMA_PATH:
	case SCHEMA_HOST:
		return copy(text, member);
	case SCHEMA_ADDRESS:
		return ip_write(*(const struct ip *)member, text);
	case SCHEMA_FIPS:
	case SCHEMA_REFERENCES:
	case SCHEMA_KINDS:
	case SCHEMA_NETWORKS:
	case SCHEMA_LINKS:
		break;
	}
	assert(false);
	return NULL;
}
