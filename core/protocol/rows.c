#include "protocol/rows.h"

#include <string.h>

#include "model/types.h"
#include "protocol/fields.h"

#define FIP(key, type, member, words)                                                  \
	FIELD_OF(fip_status, NULL, key, type, member, words)
#define LINK(key, type, member, words)                                                 \
	FIELD_OF(link_status, NULL, key, type, member, words)
#define CHECK(key, type, words) FIELD_OF(check_status, NULL, #key, type, key, words)
#define HOOK(key, type, words)  FIELD_OF(hook_status, NULL, #key, type, key, words)

/* clang-format off */
/* table */
static const struct field FIP_FIELDS[] = {
	FIP("address", FIELD_TEXT, address, NULL),
	FIP("prefix_length", FIELD_U32, prefix_length, NULL),
	FIP("interface_index", FIELD_U32, interface_index, NULL),
	FIP("state", FIELD_WORD, state, &words_fip_state),
	FIP("state_age_ms", FIELD_AGE, state_age_ms, NULL),
	FIP("announcements", FIELD_U64, announcements, NULL),
	FIP("conflicts", FIELD_U64, conflicts, NULL),
	FIP("conflict_mac", FIELD_TEXT, conflict_mac, NULL),
	FIP("outsider", FIELD_TEXT, outsider, NULL),
};

/* table */
static const struct field LINK_FIELDS[] = {
	LINK("name", FIELD_TEXT, name, NULL),
	LINK("interface", FIELD_TEXT, interface, NULL),
	LINK("interface_index", FIELD_U32, interface_index, NULL),
	LINK("own_address", FIELD_TEXT, own_address, NULL),
	LINK("peer_address", FIELD_TEXT, peer_address, NULL),
	LINK("port", FIELD_U32, port, NULL),
	LINK("state", FIELD_WORD, state, &words_link_state),
	LINK("trouble", FIELD_WORD, trouble, &words_link_trouble),
	LINK("round_trip_us", FIELD_U32, round_trip_us, NULL),
	LINK("jitter_us", FIELD_U32, jitter_us, NULL),
	LINK("state_age_ms", FIELD_AGE, state_age_ms, NULL),
	LINK("heard_age_ms", FIELD_AGE, heard_age_ms, NULL),
	LINK("sent", FIELD_U64, sent, NULL),
	LINK("received", FIELD_U64, received, NULL),
	LINK("lost", FIELD_U64, lost, NULL),
	LINK("duplicates", FIELD_U64, duplicates, NULL),
	LINK("unauthenticated", FIELD_U64, unauthenticated, NULL),
	LINK("malformed", FIELD_U64, malformed, NULL),
	LINK("send_errors", FIELD_U64, send_errors, NULL),
	LINK("downs", FIELD_U64, downs, NULL),
};

/* table */
static const struct field CHECK_FIELDS[] = {
	CHECK(name, FIELD_TEXT, NULL),
	CHECK(kind, FIELD_WORD, &words_check_kind),
	CHECK(effect, FIELD_WORD, &words_check_effect),
	CHECK(target, FIELD_TEXT, NULL),
	CHECK(state, FIELD_WORD, &words_check_state),
	CHECK(text, FIELD_TEXT, NULL),
	CHECK(state_age_ms, FIELD_AGE, NULL),
	CHECK(took_ms, FIELD_U32, NULL),
};

/* table */
static const struct field HOOK_FIELDS[] = {
	HOOK(name, FIELD_TEXT, NULL),
	HOOK(state, FIELD_WORD, &words_hook_state),
	HOOK(text, FIELD_TEXT, NULL),
	HOOK(sequence, FIELD_U64, NULL),
	HOOK(ended_age_ms, FIELD_AGE, NULL),
	HOOK(took_ms, FIELD_U32, NULL),
	HOOK(runs, FIELD_U64, NULL),
	HOOK(failures, FIELD_U64, NULL),
};
/* clang-format on */

/* A kind of list. */
struct list {
	const char *key;
	struct fields fields;
	size_t size_bytes; /* of a row */
	uint32_t most;
	const void *fresh; /* what a row is before anything of it is read */
};

static const struct link_status FRESH_LINK = { .heard_age_ms = -1 };
static const struct fip_status FRESH_FIP = { .state = FIP_ABSENT };
static const struct check_status FRESH_CHECK = { .state = CHECK_UNKNOWN };
static const struct hook_status FRESH_HOOK = { .state = HOOK_NEVER };

#define FIELDS_OF(table)                                                               \
	{                                                                              \
		table, sizeof(table) / sizeof(table[0])                                \
	}

/* table */
static const struct list LISTS[ROW_KINDS] = {
	{ "links", FIELDS_OF(LINK_FIELDS), sizeof(FRESH_LINK), LINKS_MAX, &FRESH_LINK },
	{ "fips", FIELDS_OF(FIP_FIELDS), sizeof(FRESH_FIP), STATUS_FIPS_MAX,
		&FRESH_FIP },
	{ "checks", FIELDS_OF(CHECK_FIELDS), sizeof(FRESH_CHECK), TASKS_CHECKS_MAX,
		&FRESH_CHECK },
	{ "hooks", FIELDS_OF(HOOK_FIELDS), sizeof(FRESH_HOOK), TASKS_HOOKS_MAX,
		&FRESH_HOOK },
};

/* The rows of one kind in a struct, and how many there are. */
struct place {
	const struct list *list;
	size_t offset; /* of the first */
	uint32_t count;
};

static struct place find_rows(
	const struct row_lists *lists, unsigned kind, const void *owner)
{
	struct place place = {
		.list = &LISTS[kind],
		.offset = lists->rows[kind],
	};

	memcpy(&place.count, (const char *)owner + lists->counts[kind],
		sizeof(place.count));
	if (place.count > place.list->most) {
		place.count = place.list->most;
	}
	return place;
}

static size_t row_offset(const struct place *place, size_t row)
{
	return place->offset + row * place->list->size_bytes;
}

static const void *row_of(const struct place *place, const void *owner, size_t row)
{
	return (const char *)owner + row_offset(place, row);
}

static void *row_to_fill(const struct place *place, void *owner, size_t row)
{
	return (char *)owner + row_offset(place, row);
}

static json_t *write_rows(const struct place *place, const void *owner)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < place->count; i++) {
		if (json_array_append_new(list, fields_to_json(&place->list->fields,
							row_of(place, owner, i)))
			!= 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

bool rows_to_json(const struct row_lists *lists, const void *owner, json_t *json)
{
	bool good = true;

	for (unsigned kind = 0; kind < ROW_KINDS; kind++) {
		struct place place = find_rows(lists, kind, owner);

		good = json_object_set_new(
			       json, place.list->key, write_rows(&place, owner))
			       == 0
		       && good;
	}
	return good;
}

static bool read_rows(struct place *place, void *owner, const json_t *list)
{
	if (!json_is_array(list) || json_array_size(list) > place->list->most) {
		return false;
	}
	place->count = (uint32_t)json_array_size(list);
	for (uint32_t i = 0; i < place->count; i++) {
		size_t taken;

		memcpy(row_to_fill(place, owner, i), place->list->fresh,
			place->list->size_bytes);
		if (!fields_from_json(&place->list->fields,
			    row_to_fill(place, owner, i), json_array_get(list, i),
			    &taken)) {
			return false;
		}
	}
	return true;
}

bool rows_from_json(const struct row_lists *lists, void *owner, const json_t *json)
{
	for (unsigned kind = 0; kind < ROW_KINDS; kind++) {
		struct place place = find_rows(lists, kind, owner);
		const json_t *list = json_object_get(json, place.list->key);

		if (list != NULL && !read_rows(&place, owner, list)) {
			return false;
		}
		memcpy((char *)owner + lists->counts[kind], &place.count,
			sizeof(place.count));
	}
	return true;
}

/* By it a change names its row, counted from 0. */
static const char ROW_NUMBER[] = "row";

/* Append what has changed in a row with its number, if anything has. */
static bool append_change(const struct fields *fields, json_t *list, size_t row,
	const void *told, const void *now)
{
	json_t *change = json_object();
	bool good = fields_add(fields, told, now, change);

	if (json_object_size(change) > 0) {
		good = json_object_set_new(
			       change, ROW_NUMBER, json_integer((json_int_t)row))
			       == 0
		       && good;
		return json_array_append_new(list, change) == 0 && good;
	}
	json_decref(change);
	return good;
}

/* Put a list into the change if anything is in it. */
static bool put_list(json_t *change, const char *key, json_t *list)
{
	if (json_array_size(list) > 0) {
		return json_object_set_new(change, key, list) == 0;
	}
	json_decref(list);
	return true;
}

static bool add_changes(
	json_t *change, const struct place *place, const void *told, const void *now)
{
	json_t *list = json_array();
	bool good = true;

	for (uint32_t i = 0; i < place->count; i++) {
		good = append_change(&place->list->fields, list, i,
			       row_of(place, told, i), row_of(place, now, i))
		       && good;
	}
	return put_list(change, place->list->key, list) && good;
}

bool rows_add_changes(const struct row_lists *lists, const void *told, const void *now,
	json_t *change)
{
	bool good = true;

	for (unsigned kind = 0; kind < ROW_KINDS && good; kind++) {
		struct place before = find_rows(lists, kind, told);
		struct place after = find_rows(lists, kind, now);

		good = before.count == after.count
		       && add_changes(change, &after, told, now);
	}
	return good;
}

/* Return the number of the row that a change is about, count or more: no such row. */
static size_t find_row(const json_t *change, uint32_t count)
{
	const json_t *number = json_object_get(change, ROW_NUMBER);
	json_int_t row = json_integer_value(number);

	return json_is_integer(number) && row >= 0 && row < count ? (size_t)row : count;
}

static bool take_changes(const struct place *place, void *owner, const json_t *list)
{
	size_t i;
	size_t taken;
	json_t *changed;

	json_array_foreach(list, i, changed)
	{
		size_t row = find_row(changed, place->count);

		if (row >= place->count
			|| !fields_from_json(&place->list->fields,
				row_to_fill(place, owner, row), changed, &taken)) {
			return false;
		}
	}
	return list == NULL || json_is_array(list);
}

bool rows_take_changes(const struct row_lists *lists, void *owner, const json_t *change)
{
	bool good = true;

	for (unsigned kind = 0; kind < ROW_KINDS && good; kind++) {
		struct place place = find_rows(lists, kind, owner);

		good = take_changes(
			&place, owner, json_object_get(change, place.list->key));
	}
	return good;
}

void rows_grow(const struct row_lists *lists, void *owner, int64_t elapsed_ms)
{
	for (unsigned kind = 0; kind < ROW_KINDS; kind++) {
		struct place place = find_rows(lists, kind, owner);

		for (uint32_t i = 0; i < place.count; i++) {
			fields_grow(&place.list->fields, row_to_fill(&place, owner, i),
				elapsed_ms);
		}
	}
}
