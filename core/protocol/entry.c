#include "protocol/entry.h"

#include "protocol/fields.h"

#define ROW(key, type, member, words) FIELD_OF(entry, NULL, key, type, member, words)

/* clang-format off */
/* table */
static const struct field ENTRY_FIELDS[] = {
	ROW("sequence", FIELD_U64, sequence, NULL),
	ROW("date", FIELD_DATE, date_ms, NULL),
	ROW("kind", FIELD_WORD, event.kind, &words_kind),
	ROW("severity", FIELD_WORD, severity, &words_severity),
	ROW("clears", FIELD_U64, clears, NULL),
	ROW("from", FIELD_WORD, event.from, &words_role),
	ROW("to", FIELD_WORD, event.to, &words_role),
	ROW("peer", FIELD_WORD, event.peer, &words_role),
	ROW("reason", FIELD_WORD, event.reason, &words_reason),
	ROW("silence_us", FIELD_SPAN, event.silence_us, NULL),
	ROW("limit_us", FIELD_SPAN, event.limit_us, NULL),
	ROW("duration_us", FIELD_SPAN, event.duration_us, NULL),
	ROW("mac", FIELD_MAC, event.mac, NULL),
	ROW("text", FIELD_TEXT, text, NULL),
};
/* clang-format on */

static const struct fields FIELDS = {
	ENTRY_FIELDS,
	sizeof(ENTRY_FIELDS) / sizeof(ENTRY_FIELDS[0]),
};

/* Members that entries of an older fipd lack; they are zero then. */
static const struct field LATER_FIELDS[] = {
	ROW("path", FIELD_U32, event.link, NULL),
	ROW("task", FIELD_U32, event.task, NULL),
	ROW("original", FIELD_U32, original, NULL),
	ROW("subject", FIELD_TEXT, subject, NULL),
	ROW("actor", FIELD_TEXT, actor, NULL),
};
static const struct fields LATER = {
	LATER_FIELDS,
	sizeof(LATER_FIELDS) / sizeof(LATER_FIELDS[0]),
};

json_t *entry_to_json(const struct entry *entry)
{
	json_t *json = fields_to_json(&FIELDS, entry);
	json_t *later = fields_to_json(&LATER, entry);

	if (json_object_update(json, later) != 0) {
		json_decref(json);
		json = NULL;
	}
	json_decref(later);
	return json;
}

bool entry_from_json(struct entry *entry, const json_t *json)
{
	struct entry found = { 0 };
	size_t taken;

	if (!fields_from_json(&FIELDS, &found, json, &taken) || taken != FIELDS.count
		|| found.sequence == 0
		|| !fields_from_json(&LATER, &found, json, &taken)) {
		return false;
	}
	*entry = found;
	return true;
}
