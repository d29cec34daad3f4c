#include "mib/to_text.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>

#include "mib/table_rows.h"
#include "values/nearest.h"
#include "words/narrate.h"

static bool put(char *text, size_t size, const char *word)
{
	return word != NULL && (size_t)snprintf(text, size, "%s", word) < size;
}

static const char *choose(uint64_t number, const char *first, const char *second)
{
	return number == 1 ? first : number == 2 ? second : NULL;
}

static bool write_switch(char *text, size_t size, const struct value *value)
{
	return put(text, size, choose(value->number, "on", "off"));
}

static bool write_role(char *text, size_t size, const struct value *value)
{
	return put(text, size, choose(value->number, "active", "standby"));
}

static bool write_failback(char *text, size_t size, const struct value *value)
{
	return put(text, size, choose(value->number, "automatic", "manual"));
}

static bool write_outsiders(char *text, size_t size, const struct value *value)
{
	return put(text, size, choose(value->number, "remove", "tell"));
}

static bool write_split(char *text, size_t size, const struct value *value)
{
	return put(text, size, choose(value->number, "even-odd", "hash"));
}

static bool is_printable(const struct value *value, uint8_t lowest)
{
	for (size_t i = 0; i < value->length; i++) {
		if (value->octets[i] < lowest || value->octets[i] >= 0x7f) {
			return false;
		}
	}
	return true;
}

static bool write_list(char *text, size_t size, const struct value *value)
{
	return is_printable(value, ' ')
	       && (size_t)snprintf(text, size, "[%.*s]", (int)value->length,
			  (const char *)value->octets)
			  < size;
}

/* What a name or an address may be is fipd's to say; that it is one word is not. */
static bool write_host(char *text, size_t size, const struct value *value)
{
	if (!is_printable(value, ' ' + 1)) {
		return false;
	}
	return (size_t)snprintf(text, size, "%.*s", (int)value->length,
		       (const char *)value->octets)
	       < size;
}

static bool write_action(char *text, size_t size, const struct value *value)
{
	static const char *const words[] = {
		[1] = "",
		[2] = "switchover",
		[3] = "forceSwitchover",
		[4] = "clearFault",
		[5] = "resetCounters",
	};
	size_t count = sizeof(words) / sizeof(words[0]);

	return put(text, size, value->number < count ? words[value->number] : NULL);
}

static bool write_number(char *text, size_t size, const struct value *value)
{
	return (size_t)snprintf(text, size, "%" PRIu64, value->number) < size;
}

static bool write_span(char *text, size_t size, const struct value *value)
{
	return (size_t)snprintf(text, size, "%" PRIu64 " ms", value->number) < size;
}

static bool write_address(char *text, size_t size, const struct value *value)
{
	bool v4 = value->length == sizeof(struct in_addr);
	int family = v4 ? AF_INET : AF_INET6;

	return (v4 || value->length == sizeof(struct in6_addr))
	       && inet_ntop(family, value->octets, text, (socklen_t)size) != NULL;
}

static bool has_bit(const struct value *value, size_t bit)
{
	return bit / 8 < value->length
	       && (value->octets[bit / 8] & 0x80 >> bit % 8) != 0;
}

static bool exists(size_t bit)
{
	return bit < EVENT_LAST && event_bit((enum event_kind)(bit + 1)) != 0;
}

/* Bits that fill up the last octet mean nothing (RFC 3417, 8). */
static bool is_padding(size_t bit)
{
	return bit >= EVENT_LAST && bit < (EVENT_LAST + 7) / 8 * 8;
}

static bool write_muted(char *text, size_t size, const struct value *value)
{
	size_t used = (size_t)snprintf(text, size, "[");

	for (size_t bit = 0; bit < EVENT_LAST && used < size; bit++) {
		if (exists(bit) && !has_bit(value, bit)) {
			used += (size_t)snprintf(text + used, size - used, "%s%s",
				used == 1 ? "" : ",",
				narrate_kind((enum event_kind)(bit + 1)));
		}
	}
	for (size_t bit = 0; bit < value->length * 8; bit++) {
		if (has_bit(value, bit) && !exists(bit) && !is_padding(bit)) {
			return false;
		}
	}
	return used < size
	       && (size_t)snprintf(text + used, size - used, "]") < size - used;
}

static bool write_row_status(char *text, size_t size, const struct value *value)
{
	return put(text, size, value->number == ROW_NOT_READY ? NULL : "");
}

static bool write_nothing(char *text, size_t size, const struct value *value)
{
	(void)value;
	return put(text, size, "");
}

/* clang-format off */
/* table */
static bool (*const WRITERS[])(char *text, size_t size, const struct value *value) = {
	[TEXT_SWITCH] = write_switch,
	[TEXT_ROLE] = write_role,
	[TEXT_FAILBACK] = write_failback,
	[TEXT_OUTSIDERS] = write_outsiders,
	[TEXT_SPLIT] = write_split,
	[TEXT_HOST] = write_host,
	[TEXT_LIST] = write_list,
	[TEXT_ACTION] = write_action,
	[TEXT_NUMBER] = write_number,
	[TEXT_SPAN] = write_span,
	[TEXT_ADDRESS] = write_address,
	[TEXT_MUTED] = write_muted,
	[TEXT_ROW_STATUS] = write_row_status,
	[TEXT_MUTE] = write_nothing,
	[TEXT_NOTHING] = write_nothing,
};
/* clang-format on */

bool to_text(enum to_text form, char *text, size_t size, const struct value *value)
{
	return WRITERS[form](text, size, value);
}

static bool has_words(enum to_text form)
{
	return form == TEXT_SWITCH || form == TEXT_ROLE || form == TEXT_FAILBACK
	       || form == TEXT_OUTSIDERS || form == TEXT_SPLIT || form == TEXT_ACTION;
}

enum {
	TYPOS_MAX = 3, /* fewer than this are a word that was meant */
	WORDS_MAX = 6, /* of one form */
	WORD_BYTES = 32,
};

static size_t count_typos(
	const struct value *sent, enum to_text form, uint32_t number, char *word)
{
	struct value value = { .type = VALUE_INTEGER, .number = number };
	char written[NEAREST_WORD_MAX + 1];
	/* A text may be longer than what is kept of it. */
	size_t length = sent->length < sizeof(sent->octets) ? sent->length
							    : sizeof(sent->octets);

	if (!to_text(form, word, WORD_BYTES, &value) || word[0] == '\0') {
		return SIZE_MAX;
	}
	snprintf(written, sizeof(written), "%.*s", (int)length,
		(const char *)sent->octets);
	return nearest_typos(written, word, NULL);
}

bool to_text_suggest(
	enum to_text form, char *text, size_t size, const struct value *sent)
{
	size_t fewest = TYPOS_MAX;
	size_t used = 0;

	for (uint32_t number = 1; has_words(form) && number <= WORDS_MAX; number++) {
		char word[WORD_BYTES];
		size_t typos = count_typos(sent, form, number, word);

		if (typos < fewest) {
			fewest = typos;
			used = 0;
		} else if (typos == SIZE_MAX || fewest < TYPOS_MAX) {
			continue;
		}
		used += (size_t)snprintf(text + used, size - used, "%s%s(%" PRIu32 ")",
			used == 0 ? "" : " or ", word, number);
	}
	return used > 0;
}
