#include "protocol/status.h"

#include <assert.h>
#include <jansson.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/fields.h"
#include "protocol/words.h"
#include "schema/config_struct.h"
#include "schema/schema.h"

/* The settings as members of the status: a row of the schema that says where the status
 * has it is a field, so a new row needs nothing here. */
struct setting_list {
	struct field fields[CONFIG_SETTINGS_MAX];
	size_t count;
};

/* flat switch */
static enum field_type type_of(const struct schema_row *row)
{
	switch (row->type) {
	case SCHEMA_SWITCH:
		return FIELD_BOOLEAN;
	case SCHEMA_WORD:
		return FIELD_CHOICE;
	case SCHEMA_NUMBER:
	case SCHEMA_SPAN:
		return FIELD_U32;
	case SCHEMA_KINDS:
		return FIELD_U64;
	case SCHEMA_NETWORKS:
		return FIELD_NETWORKS;
	case SCHEMA_NAME:
	case SCHEMA_INTERFACE:
	case SCHEMA_PATH:
	case SCHEMA_HOST:
		return FIELD_TEXT;
	case SCHEMA_ADDRESS:
	case SCHEMA_FIPS:
	case SCHEMA_REFERENCES:
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
	assert(false); /* the status has no form for it */
	return FIELD_TEXT;
}

static void list_settings(struct setting_list *list)
{
	const struct schema_row *row;

	list->count = 0;
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		if (row->key != NULL) {
			list->fields[list->count++] = (struct field){
				.group = row->group,
				.key = row->key,
				.type = type_of(row),
				.offset_bytes = row->offset,
				.size_bytes = row->maximum + 1,
				.choice = row,
			};
		}
	}
}

static bool add_changed_settings(
	json_t *change, const struct config *told, const struct config *now)
{
	struct setting_list list;

	list_settings(&list);
	return fields_add(
		&(struct fields){ list.fields, list.count }, told, now, change);
}

bool setting_fields_to_json(const struct config *config, json_t *status)
{
	return add_changed_settings(status, NULL, config);
}

bool setting_fields_from_json(struct config *config, const json_t *status)
{
	struct setting_list list;
	size_t taken;

	list_settings(&list);
	return fields_from_json(
		&(struct fields){ list.fields, list.count }, config, status, &taken);
}

#define FIP(key, type, member, words)                                                  \
	FIELD_OF(fip_status, NULL, key, type, member, words)
#define LINK(key, type, member, words)                                                 \
	FIELD_OF(link_status, NULL, key, type, member, words)

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
/* clang-format on */

static const struct fields FIP_LIST = {
	FIP_FIELDS,
	sizeof(FIP_FIELDS) / sizeof(FIP_FIELDS[0]),
};
static const struct fields LINK_LIST = {
	LINK_FIELDS,
	sizeof(LINK_FIELDS) / sizeof(LINK_FIELDS[0]),
};

#define OUTLOOK(key, type, words) FIELD_OF(outlook, NULL, #key, type, key, words)

/* clang-format off */
/* table */
static const struct field OUTLOOK_FIELDS[] = {
	OUTLOOK(pinned, FIELD_BOOLEAN, NULL),
	OUTLOOK(peer_pinned, FIELD_BOOLEAN, NULL),
	OUTLOOK(peer_maintenance, FIELD_BOOLEAN, NULL),
	OUTLOOK(split, FIELD_BOOLEAN, NULL),
	OUTLOOK(conflict, FIELD_BOOLEAN, NULL),
	OUTLOOK(cut_off, FIELD_BOOLEAN, NULL),
	OUTLOOK(mismatch, FIELD_WORD, &words_reason),
	OUTLOOK(stable_ms, FIELD_AGE, NULL),
	OUTLOOK(retry_ms, FIELD_SPAN, NULL),
	OUTLOOK(damped_ms, FIELD_SPAN, NULL),
	OUTLOOK(modest_ms, FIELD_SPAN, NULL),
	OUTLOOK(fault_ms, FIELD_SPAN, NULL),
	OUTLOOK(restart_ms, FIELD_SPAN, NULL),
	OUTLOOK(maintenance_ms, FIELD_SPAN, NULL),
};
/* clang-format on */

static const struct fields OUTLOOK_LIST = {
	OUTLOOK_FIELDS,
	sizeof(OUTLOOK_FIELDS) / sizeof(OUTLOOK_FIELDS[0]),
};

json_t *outlook_to_json(const struct outlook *outlook)
{
	return fields_to_json(&OUTLOOK_LIST, outlook);
}

bool outlook_from_json(struct outlook *outlook, const json_t *json)
{
	size_t taken;

	return json == NULL || fields_from_json(&OUTLOOK_LIST, outlook, json, &taken);
}

static void outlook_grow(struct outlook *outlook, int64_t elapsed_ms)
{
	fields_grow(&OUTLOOK_LIST, outlook, elapsed_ms);
}

#define ROW(group, key, type, member) FIELD_OF(status, group, key, type, member, NULL)
#define WORD(group, key, words, member)                                                \
	FIELD_OF(status, group, key, FIELD_WORD, member, words)

/* clang-format off */
/* table */
static const struct field STATUS_FIELDS[] = {
	ROW("system", "version", FIELD_TEXT, version),
	ROW("system", "started_date", FIELD_DATE, started_date_ms),
	ROW("system", "started_age_ms", FIELD_AGE, started_age_ms),
	ROW("system", "changed_age_ms", FIELD_AGE, changed_age_ms),
	ROW("system", "digest", FIELD_TEXT, digest),
	ROW("system", "in_sync", FIELD_BOOLEAN, in_sync),
	ROW("settings", "peer_address", FIELD_TEXT, peer_address),
	ROW("settings", "own_address", FIELD_TEXT, own_address),
	ROW("settings", "references", FIELD_TEXT, references),
	ROW("settings", "lease_s", FIELD_U32, lease_s),
	ROW("settings", "fence_ms", FIELD_U32, fence_ms),
	ROW("settings", "fence_lost", FIELD_BOOLEAN, fence_lost),
	ROW("settings", "detection_ms", FIELD_U32, detection_ms),
	ROW("pac", "first", FIELD_BOOLEAN, pac_first),
	ROW("pac", "requests", FIELD_U64, pac_requests),
	WORD("role", "role", &words_role, role),
	WORD("role", "previous", &words_role, previous_role),
	ROW("role", "age_ms", FIELD_AGE, role_age_ms),
	ROW("role", "date", FIELD_DATE, role_date_ms),
	WORD("role", "reason", &words_reason, reason),
	ROW("role", "reason_text", FIELD_TEXT, reason_text),
	ROW("role", "takeover_ms", FIELD_U64, takeover_ms),
	WORD("role", "outcome", &words_outcome, outcome),
	ROW("role", "outcome_text", FIELD_TEXT, outcome_text),
	ROW("role", "refusal_text", FIELD_TEXT, refusal_text),
	WORD("peer", "state", &words_peer_state, peer_state),
	WORD("peer", "role", &words_role, peer_role),
	ROW("peer", "state_age_ms", FIELD_AGE, peer_state_age_ms),
	ROW("peer", "heard_age_ms", FIELD_AGE, peer_heard_age_ms),
	ROW("peer", "version", FIELD_TEXT, peer_version),
	ROW("peer", "restarts", FIELD_U64, peer_restarts),
	ROW("counters", "failovers", FIELD_U64, failovers),
	ROW("counters", "failbacks", FIELD_U64, failbacks),
	ROW("counters", "switchovers", FIELD_U64, switchovers),
	ROW("counters", "activations", FIELD_U64, activations),
	ROW("counters", "deactivations", FIELD_U64, deactivations),
	ROW("counters", "split_brains", FIELD_U64, split_brains),
	ROW("counters", "active_ms", FIELD_U64, active_ms),
	ROW("counters", "dual_active_ms", FIELD_U64, dual_active_ms),
	ROW("counters", "longest_takeover_ms", FIELD_U64, longest_takeover_ms),
	ROW("counters", "late_wakeups", FIELD_U64, late_wakeups),
	ROW("events", "last_sequence", FIELD_U64, last_sequence),
	ROW("events", "oldest_sequence", FIELD_U64, oldest_sequence),
};
/* clang-format on */

static const struct fields FIELDS = {
	STATUS_FIELDS,
	sizeof(STATUS_FIELDS) / sizeof(STATUS_FIELDS[0]),
};

/* A list of rows in a status. */
struct rows {
	const char *key;
	const struct fields *fields;
	size_t offset_bytes;
	size_t size_bytes;
	size_t count_offset;
	uint32_t most;
	const void *fresh; /* what a row is before anything of it is read */
};

static const struct link_status FRESH_LINK = { .heard_age_ms = -1 };
static const struct fip_status FRESH_FIP = { .state = FIP_ABSENT };

static const struct rows LINK_ROWS = { "links", &LINK_LIST,
	offsetof(struct status, links), sizeof(struct link_status),
	offsetof(struct status, link_count), LINKS_MAX, &FRESH_LINK };
static const struct rows FIP_ROWS = { "fips", &FIP_LIST, offsetof(struct status, fips),
	sizeof(struct fip_status), offsetof(struct status, fip_count), STATUS_FIPS_MAX,
	&FRESH_FIP };

static bool append_rows(json_t *list, const struct rows *rows, uint32_t count,
	const struct status *status)
{
	const char *row = (const char *)status + rows->offset_bytes;

	for (uint32_t i = 0; i < count && i < rows->most;
		i++, row += rows->size_bytes) {
		if (json_array_append_new(list, fields_to_json(rows->fields, row))
			!= 0) {
			return false;
		}
	}
	return true;
}

static bool append_alarms(json_t *list, const struct alarms *alarms)
{
	for (uint32_t i = 0; i < alarms->count && i < ALARMS_MAX; i++) {
		if (json_array_append_new(list, entry_to_json(&alarms->list[i])) != 0) {
			return false;
		}
	}
	return true;
}

size_t status_bytes(const struct status *status)
{
	size_t count = status->fip_count;

	return offsetof(struct status, fips)
	       + (count < STATUS_FIPS_MAX ? count : STATUS_FIPS_MAX)
			 * sizeof(status->fips[0]);
}

json_t *status_to_json(const struct status *status)
{
	json_t *json = fields_to_json(&FIELDS, status);
	json_t *links = json_array();
	json_t *fips = json_array();
	json_t *alarms = json_array();
	bool good = append_rows(links, &LINK_ROWS, status->link_count, status);

	good = append_rows(fips, &FIP_ROWS, status->fip_count, status) && good;
	good = append_alarms(alarms, &status->alarms) && good;
	/* The setters take the lists over even when they fail. */
	good = json_object_set_new(json, "outlook", outlook_to_json(&status->outlook))
		       == 0
	       && good;
	good = setting_fields_to_json(&status->config, json) && good;
	good = json_object_set_new(json, "alarms", alarms) == 0 && good;
	good = json_object_set_new(json, "links", links) == 0 && good;
	good = json_object_set_new(json, "fips", fips) == 0 && good;
	if (!good) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static bool take_rows(
	struct status *status, const struct rows *rows, const json_t *json)
{
	const json_t *list = json_object_get(json, rows->key);
	uint32_t count = (uint32_t)json_array_size(list);
	char *row = (char *)status + rows->offset_bytes;

	if (list == NULL) {
		return true;
	}
	if (!json_is_array(list) || json_array_size(list) > rows->most) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++, row += rows->size_bytes) {
		size_t taken;

		memcpy(row, rows->fresh, rows->size_bytes);
		if (!fields_from_json(
			    rows->fields, row, json_array_get(list, i), &taken)) {
			return false;
		}
	}
	memcpy((char *)status + rows->count_offset, &count, sizeof(count));
	return true;
}

/* An alarm of a kind that is not known here (a newer daemon's) is passed over. */
static bool take_alarms(struct alarms *alarms, const json_t *list)
{
	if (list == NULL) {
		return true;
	}
	if (!json_is_array(list)) {
		return false;
	}
	alarms->count = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (alarms->count < ALARMS_MAX
			&& entry_from_json(&alarms->list[alarms->count],
				json_array_get(list, i))) {
			alarms->count++;
		}
	}
	return true;
}

static bool take_status(struct status *status, const json_t *json)
{
	size_t taken;

	return fields_from_json(&FIELDS, status, json, &taken)
	       && outlook_from_json(&status->outlook, json_object_get(json, "outlook"))
	       && setting_fields_from_json(&status->config, json)
	       && take_alarms(&status->alarms, json_object_get(json, "alarms"))
	       && take_rows(status, &LINK_ROWS, json)
	       && take_rows(status, &FIP_ROWS, json);
}

/* Not on the stack, whose pages stay once they were used. */
bool status_from_json(struct status *status, const json_t *json)
{
	struct status *found = malloc(sizeof(*found));
	bool good = found != NULL;

	if (good) {
		memcpy(found, status, status_bytes(status));
		good = take_status(found, json);
	}
	if (good) {
		memcpy(status, found, status_bytes(found));
	}
	free(found);
	return good;
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

static bool add_changed_rows(json_t *change, const struct rows *rows, uint32_t count,
	const struct status *told, const struct status *status)
{
	json_t *list = json_array();
	bool good = true;

	for (uint32_t i = 0; i < count; i++) {
		size_t offset = rows->offset_bytes + i * rows->size_bytes;

		good = append_change(rows->fields, list, i, (const char *)told + offset,
			       (const char *)status + offset)
		       && good;
	}
	return put_list(change, rows->key, list) && good;
}

static bool has_same_alarms(const struct alarms *a, const struct alarms *b)
{
	if (a->count != b->count) {
		return false;
	}
	for (uint32_t i = 0; i < a->count; i++) {
		if (a->list[i].sequence != b->list[i].sequence) {
			return false;
		}
	}
	return true;
}

/* They are few: the list is told whole. */
static bool add_changed_alarms(
	json_t *change, const struct status *told, const struct status *status)
{
	json_t *list;
	bool good;

	if (has_same_alarms(&told->alarms, &status->alarms)) {
		return true;
	}
	list = json_array();
	good = append_alarms(list, &status->alarms);
	return json_object_set_new(change, "alarms", list) == 0 && good;
}

static bool add_changed_outlook(
	json_t *change, const struct outlook *told, const struct outlook *now)
{
	json_t *outlook = json_object();
	bool good = fields_add(&OUTLOOK_LIST, told, now, outlook);

	if (json_object_size(outlook) > 0) {
		return json_object_set_new(change, "outlook", outlook) == 0 && good;
	}
	json_decref(outlook);
	return good;
}

json_t *status_change_to_json(const struct status *told, const struct status *status)
{
	json_t *change;

	if (told->link_count != status->link_count
		|| told->fip_count != status->fip_count) {
		return NULL;
	}
	change = json_object();
	if (!fields_add(&FIELDS, told, status, change)
		|| !add_changed_outlook(change, &told->outlook, &status->outlook)
		|| !add_changed_settings(change, &told->config, &status->config)
		|| !add_changed_alarms(change, told, status)
		|| !add_changed_rows(
			change, &LINK_ROWS, status->link_count, told, status)
		|| !add_changed_rows(
			change, &FIP_ROWS, status->fip_count, told, status)) {
		json_decref(change);
		return NULL;
	}
	return change;
}

/* Return the number of the row that a change is about, count or more: no such row. */
static size_t find_row(const json_t *change, uint32_t count)
{
	const json_t *number = json_object_get(change, ROW_NUMBER);
	json_int_t row = json_integer_value(number);

	return json_is_integer(number) && row >= 0 && row < count ? (size_t)row : count;
}

static bool take_changed_rows(struct status *status, const struct rows *rows,
	uint32_t count, const json_t *change)
{
	const json_t *list = json_object_get(change, rows->key);
	size_t i;
	size_t taken;
	json_t *changed;

	json_array_foreach(list, i, changed)
	{
		size_t row = find_row(changed, count);
		size_t offset = rows->offset_bytes + row * rows->size_bytes;

		if (row >= count
			|| !fields_from_json(rows->fields, (char *)status + offset,
				changed, &taken)) {
			return false;
		}
	}
	return list == NULL || json_is_array(list);
}

bool status_take_change(struct status *status, const json_t *change)
{
	size_t taken;

	return fields_from_json(&FIELDS, status, change, &taken)
	       && outlook_from_json(
		       &status->outlook, json_object_get(change, "outlook"))
	       && setting_fields_from_json(&status->config, change)
	       && take_alarms(&status->alarms, json_object_get(change, "alarms"))
	       && take_changed_rows(status, &LINK_ROWS, status->link_count, change)
	       && take_changed_rows(status, &FIP_ROWS, status->fip_count, change);
}

void status_grow(struct status *status, int64_t elapsed_ms)
{
	fields_grow(&FIELDS, status, elapsed_ms);
	outlook_grow(&status->outlook, elapsed_ms);
	for (uint32_t i = 0; i < status->link_count; i++) {
		fields_grow(&LINK_LIST, &status->links[i], elapsed_ms);
	}
	for (uint32_t i = 0; i < status->fip_count; i++) {
		fields_grow(&FIP_LIST, &status->fips[i], elapsed_ms);
	}
}
