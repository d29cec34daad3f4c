#include "config/value.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "config/address.h"
#include "config/range.h"
#include "config/tasks.h"
#include "values/plain.h"
#include "values/span.h"
#include "words/narrate.h"

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
	return fault_write(fault, "'%s' is not one of its values; %s is allowed",
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
	return fault_write(fault, "%s is %s %s; %s is allowed",
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
	size_t length = span_digits(text, NUMBER_DIGITS_MAX, &number);

	if (length == 0 || text[length] != '\0') {
		return fault_write(fault, "'%s' is not a whole number; %s is allowed",
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
		return fault_write(fault,
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

/* Return whether dev_valid_name() of the kernel takes a name; no control characters. */
static bool is_interface(const char *text)
{
	if (!plain_is(text) || strcmp(text, ".") == 0 || strcmp(text, "..") == 0) {
		return false;
	}
	for (; *text != '\0'; text++) {
		if (*text == ' ' || *text == '/' || *text == ':') {
			return false;
		}
	}
	return true;
}

static bool is_path(const char *text)
{
	return text[0] == '/' && plain_is(text);
}

static bool is_allowed(enum schema_type type, const char *text)
{
	if (type == SCHEMA_NAME) {
		return is_plain(text);
	}
	if (type == SCHEMA_HOST) {
		return address_is_host(text);
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
		return fault_write(fault, "'%s' cannot be used; allowed: %s",
			fault_quote(&quote, text), range_write(row, range));
	}
	memcpy(member, text, length + 1);
	return true;
}

static bool refuse_double(const char *text, struct fault *fault)
{
	return fault_write(fault, "%s is in the list already", text);
}

static bool refuse_excess(const char *text, int most, struct fault *fault)
{
	return fault_write(fault, "%s is one too many; %d are allowed", text, most);
}

static bool append_fip(struct config *config, const char *text, struct fault *fault)
{
	struct config_fip fip;

	if (!address_read_fip(text, &fip, fault)) {
		return false;
	}
	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, fip.address)) {
			return refuse_double(text, fault);
		}
	}
	if (config->fip_count == CONFIG_FIPS_MAX) {
		return refuse_excess(text, CONFIG_FIPS_MAX, fault);
	}
	config->fips[config->fip_count++] = fip;
	return true;
}

static bool has_reference(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->reference_count; i++) {
		if (ip_equal(config->references[i], address)) {
			return true;
		}
	}
	return false;
}

static bool append_reference(
	struct config *config, const char *text, struct fault *fault)
{
	bool gateway = strcasecmp(text, "gateway") == 0;
	struct ip address = { .family = IP_NONE };

	if (!gateway && !address_read(text, &address, fault)) {
		return false;
	}
	if (gateway ? config->reference_gateway : has_reference(config, address)) {
		return refuse_double(text, fault);
	}
	if (gateway) {
		config->reference_gateway = true;
		return true;
	}
	if (config->reference_count == CONFIG_REFERENCES_MAX) {
		return refuse_excess(text, CONFIG_REFERENCES_MAX, fault);
	}
	config->references[config->reference_count++] = address;
	return true;
}

static bool append_kind(uint64_t *kinds, const char *text, struct fault *fault)
{
	struct quote quote;
	enum event_kind kind = narrate_kind_of(text);

	if (kind == 0) {
		return fault_write(fault,
			"'%s' is no kind of event; fipctl events names them, as in "
			"peerLost",
			fault_quote(&quote, text));
	}
	*kinds |= event_bit(kind);
	return true;
}

static bool append_network(
	struct config_networks *networks, const char *text, struct fault *fault)
{
	struct config_fip network;

	if (!address_read_network(text, &network, fault)) {
		return false;
	}
	for (size_t i = 0; i < networks->count; i++) {
		if (ip_equal(networks->list[i].address, network.address)
			&& networks->list[i].prefix_length == network.prefix_length) {
			return refuse_double(text, fault);
		}
	}
	if (networks->count == CONFIG_NETWORKS_MAX) {
		return refuse_excess(text, CONFIG_NETWORKS_MAX, fault);
	}
	networks->list[networks->count++] = network;
	return true;
}

static bool append_entry(struct config *config, const struct schema_row *row,
	const char *text, struct fault *fault)
{
	void *member = (char *)config + row->offset;

	if (row->type == SCHEMA_FIPS) {
		return append_fip(config, text, fault);
	}
	if (row->type == SCHEMA_REFERENCES) {
		return append_reference(config, text, fault);
	}
	if (row->type == SCHEMA_KINDS) {
		return append_kind(member, text, fault);
	}
	assert(row->type == SCHEMA_NETWORKS);
	return append_network(member, text, fault);
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
	case SCHEMA_ENDPOINT:
	case SCHEMA_URL:
	case SCHEMA_CODES:
		return tasks_read_value(member, row, text, fault);
	case SCHEMA_OCCASIONS:
		return tasks_append_occasion(member, text, fault);
	case SCHEMA_COMMAND:
		return tasks_append_word(member, text, fault);
	case SCHEMA_FIPS:
	case SCHEMA_REFERENCES:
	case SCHEMA_KINDS:
	case SCHEMA_NETWORKS:
		return append_entry(record, row, text, fault);
	case SCHEMA_LINKS:
	case SCHEMA_CHECKS:
	case SCHEMA_HOOKS:
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
		return copy(text, schema_word(row, *(const bool *)member));
	case SCHEMA_WORD:
		return copy(text, schema_word(row, *(const uint32_t *)member));
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
	case SCHEMA_CHECKS:
	case SCHEMA_HOOKS:
	case SCHEMA_OCCASIONS:
	case SCHEMA_COMMAND:
	case SCHEMA_ENDPOINT:
	case SCHEMA_URL:
	case SCHEMA_CODES:
		break;
	}
	assert(false);
	return NULL;
}
