#include "protocol/entry.h"

#include "protocol/fields.h"

#define ROW(key, type, member, words) FIELD_OF(record, NULL, key, type, member, words)

/* clang-format off */
/* table */
static const struct field RECORD_FIELDS[] = {
	ROW("sequence", FIELD_U64, sequence, NULL),
	ROW("date", FIELD_DATE, date_ms, NULL),
	ROW("kind", FIELD_WORD, note.kind, &words_kind),
	ROW("severity", FIELD_WORD, severity, &words_severity),
	ROW("clears", FIELD_U64, clears, NULL),
	ROW("from", FIELD_WORD, note.from, &words_role),
	ROW("to", FIELD_WORD, note.to, &words_role),
	ROW("peer", FIELD_WORD, note.peer, &words_role),
	ROW("reason", FIELD_WORD, note.reason, &words_reason),
	ROW("silence_us", FIELD_SPAN, note.silence_us, NULL),
	ROW("limit_us", FIELD_SPAN, note.limit_us, NULL),
	ROW("duration_us", FIELD_SPAN, note.duration_us, NULL),
	ROW("mac", FIELD_MAC, note.mac, NULL),
	ROW("text", FIELD_TEXT, text, NULL),
};
/* clang-format on */

static const struct fields FIELDS = {
	RECORD_FIELDS,
	sizeof(RECORD_FIELDS) / sizeof(RECORD_FIELDS[0]),
};

/* What records of an older fipd do not have; without, it is zero. */
static const struct field LATER_FIELD = ROW("path", FIELD_U32, note.path, NULL);
static const struct fields LATER = { &LATER_FIELD, 1 };

json_t *record_to_json(const struct record *record)
{
	json_t *json = fields_to_json(&FIELDS, record);
	json_t *later = fields_to_json(&LATER, record);

	if (json_object_update(json, later) != 0) {
		json_decref(json);
		json = NULL;
	}
	json_decref(later);
	return json;
}

bool record_from_json(struct record *record, const json_t *json)
{
	struct record found = { 0 };
	size_t taken;
	if (!fields_from_json(&FIELDS, &found, json, &taken) || taken != FIELDS.count
		|| found.sequence == 0
		|| !fields_from_json(&LATER, &found, json, &taken)) {
		return false;
	}
	*record = found;
	return true;
}
