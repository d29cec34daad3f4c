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
	OUTLOOK(unwell, FIELD_BOOLEAN, NULL),
	OUTLOOK(peer_unwell, FIELD_BOOLEAN, NULL),
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
	ROW("health", "known", FIELD_BOOLEAN, tasks_known),
	ROW("health", "digest", FIELD_TEXT, tasks_digest),
	ROW("health", "text", FIELD_TEXT, tasks_text),
	ROW("events", "last_sequence", FIELD_U64, last_sequence),
	ROW("events", "oldest_sequence", FIELD_U64, oldest_sequence),
};
/* clang-format on */

static const struct fields FIELDS = {
	STATUS_FIELDS,
	sizeof(STATUS_FIELDS) / sizeof(STATUS_FIELDS[0]),
};

#define LIST(kind, list)                                                               \
	.rows[kind] = offsetof(struct status, list##s),                                \
	.counts[kind] = offsetof(struct status, list##_count)

static const struct row_lists LISTS = {
	LIST(ROWS_LINKS, link),
	LIST(ROWS_FIPS, fip),
	LIST(ROWS_CHECKS, check),
	LIST(ROWS_HOOKS, hook),
};

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
	json_t *alarms = json_array();
	bool good = append_alarms(alarms, &status->alarms);

	/* The setters take the lists over even when they fail. */
	good = json_object_set_new(json, "outlook", outlook_to_json(&status->outlook))
		       == 0
	       && good;
	good = setting_fields_to_json(&status->config, json) && good;
	good = json_object_set_new(json, "alarms", alarms) == 0 && good;
	good = rows_to_json(&LISTS, status, json) && good;
	if (!good) {
		json_decref(json);
		return NULL;
	}
	return json;
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
	       && rows_from_json(&LISTS, status, json);
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
	json_t *change = json_object();

	if (!fields_add(&FIELDS, told, status, change)
		|| !add_changed_outlook(change, &told->outlook, &status->outlook)
		|| !add_changed_settings(change, &told->config, &status->config)
		|| !add_changed_alarms(change, told, status)
		|| !rows_add_changes(&LISTS, told, status, change)) {
		json_decref(change);
		return NULL;
	}
	return change;
}

bool status_take_change(struct status *status, const json_t *change)
{
	size_t taken;

	return fields_from_json(&FIELDS, status, change, &taken)
	       && outlook_from_json(
		       &status->outlook, json_object_get(change, "outlook"))
	       && setting_fields_from_json(&status->config, change)
	       && take_alarms(&status->alarms, json_object_get(change, "alarms"))
	       && rows_take_changes(&LISTS, status, change);
}

void status_grow(struct status *status, int64_t elapsed_ms)
{
	fields_grow(&FIELDS, status, elapsed_ms);
	outlook_grow(&status->outlook, elapsed_ms);
	rows_grow(&LISTS, status, elapsed_ms);
}
