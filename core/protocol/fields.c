#include "protocol/fields.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "schema/config_struct.h"
#include "values/mac.h"
#include "values/plain.h"

static const int64_t DATE_LAST_MS = 253402300799999; /* 9999-12-31T23:59:59.999Z */

void date_to_text(char text[DATE_TEXT_BYTES], int64_t date_ms)
{
	int64_t known_ms = date_ms < 0 ? 0 : date_ms;
	time_t seconds;
	struct tm day;
	char whole[DATE_TEXT_BYTES];

	if (known_ms > DATE_LAST_MS) {
		known_ms = DATE_LAST_MS;
	}
	seconds = (time_t)(known_ms / 1000);
	gmtime_r(&seconds, &day);
	strftime(whole, sizeof(whole), "%Y-%m-%dT%H:%M:%S", &day);
	snprintf(text, DATE_TEXT_BYTES, "%.19s.%03dZ", whole, (int)(known_ms % 1000));
}

static bool has_the_form(const char *text)
{
	static const char FORM[] = "dddd-dd-ddTdd:dd:dd.dddZ";

	if (strlen(text) != sizeof(FORM) - 1) {
		return false;
	}
	for (size_t i = 0; i < sizeof(FORM) - 1; i++) {
		bool digit = isdigit((unsigned char)text[i]) != 0;

		if (FORM[i] == 'd' ? !digit : text[i] != FORM[i]) {
			return false;
		}
	}
	return true;
}

static int number_at(const char *text, size_t offset)
{
	return (int)strtol(text + offset, NULL, 10);
}

bool date_from_text(int64_t *date_ms, const char *text)
{
	struct tm day;
	int64_t found_ms;
	char again[DATE_TEXT_BYTES];

	if (!has_the_form(text) || number_at(text, 0) < 1970) {
		return false;
	}
	day = (struct tm){
		.tm_year = number_at(text, 0) - 1900,
		.tm_mon = number_at(text, 5) - 1,
		.tm_mday = number_at(text, 8),
		.tm_hour = number_at(text, 11),
		.tm_min = number_at(text, 14),
		.tm_sec = number_at(text, 17),
	};
	found_ms = (int64_t)timegm(&day) * 1000 + number_at(text, 20);
	/* timegm makes 2 March of 30 February: only what reads back the same is a date.
	 */
	date_to_text(again, found_ms);
	if (strcmp(again, text) != 0) {
		return false;
	}
	*date_ms = found_ms;
	return true;
}

enum {
	TEXT_MAX_BYTES = 256,
};

_Static_assert(sizeof(enum peer_state) == sizeof(uint32_t),
	"an enumeration is read and written as uint32_t");

enum reading {
	READING_TAKEN,
	READING_UNKNOWN,
	READING_WRONG,
};

static uint32_t load_u32(const void *member)
{
	uint32_t value;

	memcpy(&value, member, sizeof(value));
	return value;
}

static uint64_t load_u64(const void *member)
{
	uint64_t value;

	memcpy(&value, member, sizeof(value));
	return value;
}

static int64_t load_at_least(const void *member, int64_t least)
{
	int64_t value;

	memcpy(&value, member, sizeof(value));
	return value < least ? least : value;
}

/*
 * What somebody else wrote may be quoted in a text, and a text ends on a terminal.  A
 * sentence may have been cut within a character; the event must not be lost for it.
 */
static json_t *encode_text(const char *text, size_t size_bytes)
{
	char plain[TEXT_MAX_BYTES];
	size_t length;

	assert(size_bytes > 0 && size_bytes <= sizeof(plain));
	length = strnlen(text, size_bytes - 1);
	memcpy(plain, text, length);
	plain_make(plain, length, ' ');
	return json_stringn(plain, length);
}

static json_t *encode_u64(const void *member)
{
	uint64_t value = load_u64(member);

	return json_integer(value > INT64_MAX ? INT64_MAX : (json_int_t)value);
}

static json_t *encode_date(const void *member)
{
	char text[DATE_TEXT_BYTES];

	date_to_text(text, load_at_least(member, 0));
	return json_string(text);
}

static json_t *encode_mac(const uint8_t *mac)
{
	char text[MAC_TEXT_BYTES];

	mac_to_text(text, mac);
	return json_string(text);
}

static json_t *encode_networks(const struct config_networks *networks)
{
	json_t *list = json_array();

	for (size_t i = 0; i < networks->count && i < CONFIG_NETWORKS_MAX; i++) {
		const struct config_fip *network = &networks->list[i];
		char text[IP_PREFIX_TEXT_SIZE];

		ip_write_prefix(network->address, network->prefix_length, text);
		if (json_array_append_new(list, json_string(text)) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* flat switch */
static json_t *encode(const struct field *field, const void *member)
{
	switch (field->type) {
	case FIELD_TEXT:
		return encode_text(member, field->size_bytes);
	case FIELD_BOOLEAN:
		return json_boolean(*(const bool *)member);
	case FIELD_U32:
		return json_integer(load_u32(member));
	case FIELD_U64:
		return encode_u64(member);
	case FIELD_SPAN:
		return json_integer(load_at_least(member, 0));
	case FIELD_AGE:
		return json_integer(load_at_least(member, -1));
	case FIELD_DATE:
		return encode_date(member);
	case FIELD_WORD:
		return json_string(words_text(field->words, load_u32(member)));
	case FIELD_MAC:
		return encode_mac(member);
	case FIELD_CHOICE:
		return json_string(words_choice(field->choice, load_u32(member)));
	case FIELD_NETWORKS:
		return encode_networks(member);
	}
	return NULL;
}

static json_t *open_group(json_t *outer, const char *group)
{
	json_t *inner;

	if (group == NULL) {
		return outer;
	}
	inner = json_object_get(outer, group);
	if (inner == NULL) {
		inner = json_object();
		if (json_object_set_new(outer, group, inner) != 0) {
			return NULL;
		}
	}
	return inner;
}

static bool add_field(const struct field *field, const void *from, json_t *outer)
{
	const void *member = (const char *)from + field->offset_bytes;
	json_t *group = open_group(outer, field->group);

	return json_object_set_new(group, field->key, encode(field, member)) == 0;
}

static bool is_same_age(const void *a, const void *b)
{
	int64_t first = load_at_least(a, -1);
	int64_t second = load_at_least(b, -1);
	bool never = first < 0 || second < 0;

	return first == second
	       || (!never && first - second <= 1 && second - first <= 1);
}

/* flat switch */
static bool is_same(const struct field *field, const void *a, const void *b)
{
	switch (field->type) {
	case FIELD_TEXT:
		return strncmp(a, b, field->size_bytes) == 0;
	case FIELD_AGE:
		return is_same_age(a, b);
	case FIELD_BOOLEAN:
		return *(const bool *)a == *(const bool *)b;
	case FIELD_U32:
	case FIELD_WORD:
	case FIELD_CHOICE:
		return load_u32(a) == load_u32(b);
	case FIELD_U64:
	case FIELD_SPAN:
	case FIELD_DATE:
		return load_u64(a) == load_u64(b);
	case FIELD_MAC:
		return memcmp(a, b, MAC_BYTES) == 0;
	case FIELD_NETWORKS:
		return memcmp(a, b, sizeof(struct config_networks)) == 0;
	}
	return false;
}

bool fields_add(
	const struct fields *fields, const void *told, const void *now, json_t *outer)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *field = &fields->list[i];
		size_t offset = field->offset_bytes;

		bool same = told != NULL
			    && is_same(field, (const char *)told + offset,
				    (const char *)now + offset);

		if (!same && !add_field(field, now, outer)) {
			return false;
		}
	}
	return true;
}

json_t *fields_to_json(const struct fields *fields, const void *from)
{
	json_t *outer = json_object();

	if (!fields_add(fields, NULL, from, outer)) {
		json_decref(outer);
		return NULL;
	}
	return outer;
}

static enum reading decode_text(char *text, size_t size_bytes, const json_t *json)
{
	size_t length = json_string_length(json);

	if (!json_is_string(json) || length >= size_bytes) {
		return READING_WRONG;
	}
	memset(text, 0, size_bytes);
	memcpy(text, json_string_value(json), length);
	plain_make(text, length, ' ');
	return READING_TAKEN;
}

static enum reading decode_boolean(void *member, const json_t *json)
{
	if (!json_is_boolean(json)) {
		return READING_WRONG;
	}
	*(bool *)member = json_is_true(json);
	return READING_TAKEN;
}

static enum reading decode_u32(void *member, const json_t *json)
{
	json_int_t number = json_integer_value(json);
	uint32_t value;

	if (!json_is_integer(json) || number < 0 || number > UINT32_MAX) {
		return READING_WRONG;
	}
	value = (uint32_t)number;
	memcpy(member, &value, sizeof(value));
	return READING_TAKEN;
}

static enum reading decode_i64(void *member, const json_t *json, int64_t least)
{
	int64_t value = json_integer_value(json);

	if (!json_is_integer(json) || value < least) {
		return READING_WRONG;
	}
	memcpy(member, &value, sizeof(value));
	return READING_TAKEN;
}

static enum reading decode_date(void *member, const json_t *json)
{
	int64_t date_ms;

	if (!json_is_string(json)
		|| !date_from_text(&date_ms, json_string_value(json))) {
		return READING_WRONG;
	}
	memcpy(member, &date_ms, sizeof(date_ms));
	return READING_TAKEN;
}

static enum reading decode_word(
	void *member, const struct vocabulary *words, const json_t *json)
{
	uint32_t value;

	if (!json_is_string(json)) {
		return READING_WRONG;
	}
	value = words_value(words, json_string_value(json));
	if (value == 0) {
		return READING_UNKNOWN;
	}
	memcpy(member, &value, sizeof(value));
	return READING_TAKEN;
}

static enum reading decode_mac(uint8_t *mac, const json_t *json)
{
	if (!json_is_string(json) || !mac_from_text(mac, json_string_value(json))) {
		return READING_WRONG;
	}
	return READING_TAKEN;
}

static enum reading decode_choice(
	void *member, const struct schema_row *row, const json_t *json)
{
	const char *text = json_string_value(json);

	if (text == NULL) {
		return READING_WRONG;
	}
	for (const struct schema_word *word = row->words; word->text != NULL; word++) {
		if (strcmp(word->text, text) == 0) {
			memcpy(member, &word->meaning, sizeof(word->meaning));
			return READING_TAKEN;
		}
	}
	return READING_UNKNOWN;
}

static enum reading decode_networks(
	struct config_networks *networks, const json_t *json)
{
	struct config_networks found = { .count = json_array_size(json) };

	if (!json_is_array(json) || found.count > CONFIG_NETWORKS_MAX) {
		return READING_WRONG;
	}
	for (size_t i = 0; i < found.count; i++) {
		const char *text = json_string_value(json_array_get(json, i));
		struct config_fip *network = &found.list[i];

		if (text == NULL
			|| !ip_read_prefix(
				text, &network->address, &network->prefix_length)) {
			return READING_WRONG;
		}
	}
	*networks = found;
	return READING_TAKEN;
}

/* flat switch */
static enum reading decode(const struct field *field, void *member, const json_t *json)
{
	switch (field->type) {
	case FIELD_TEXT:
		return decode_text(member, field->size_bytes, json);
	case FIELD_BOOLEAN:
		return decode_boolean(member, json);
	case FIELD_U32:
		return decode_u32(member, json);
	case FIELD_U64:
	case FIELD_SPAN:
		return decode_i64(member, json, 0);
	case FIELD_AGE:
		return decode_i64(member, json, -1);
	case FIELD_DATE:
		return decode_date(member, json);
	case FIELD_WORD:
		return decode_word(member, field->words, json);
	case FIELD_MAC:
		return decode_mac(member, json);
	case FIELD_CHOICE:
		return decode_choice(member, field->choice, json);
	case FIELD_NETWORKS:
		return decode_networks(member, json);
	}
	return READING_WRONG;
}

static enum reading read_field(
	const struct field *field, void *into, const json_t *json)
{
	const json_t *group = json;
	const json_t *value;

	if (field->group != NULL) {
		group = json_object_get(json, field->group);
	}
	if (group == NULL) {
		return READING_UNKNOWN;
	}
	if (!json_is_object(group)) {
		return READING_WRONG;
	}
	value = json_object_get(group, field->key);
	if (value == NULL) {
		return READING_UNKNOWN;
	}
	return decode(field, (char *)into + field->offset_bytes, value);
}

bool fields_from_json(
	const struct fields *fields, void *into, const json_t *json, size_t *taken)
{
	*taken = 0;
	if (!json_is_object(json)) {
		return false;
	}
	for (size_t i = 0; i < fields->count; i++) {
		enum reading reading = read_field(&fields->list[i], into, json);

		if (reading == READING_WRONG) {
			return false;
		}
		*taken += reading == READING_TAKEN ? 1 : 0;
	}
	return true;
}

void fields_grow(const struct fields *fields, void *into, int64_t elapsed_ms)
{
	for (size_t i = 0; i < fields->count; i++) {
		void *member = (char *)into + fields->list[i].offset_bytes;

		if (fields->list[i].type == FIELD_AGE
			&& load_at_least(member, -1) >= 0) {
			int64_t age_ms = load_at_least(member, -1) + elapsed_ms;

			memcpy(member, &age_ms, sizeof(age_ms));
		}
	}
}
