#include "protocol/outlook.h"

#include "protocol/fields.h"
#include "protocol/words.h"

#define ROW(key, type, words) FIELD_OF(outlook, NULL, #key, type, key, words)

/* clang-format off */
/* table */
static const struct field OUTLOOK_FIELDS[] = {
	ROW(pinned, FIELD_BOOLEAN, NULL),
	ROW(peer_pinned, FIELD_BOOLEAN, NULL),
	ROW(peer_maintenance, FIELD_BOOLEAN, NULL),
	ROW(split, FIELD_BOOLEAN, NULL),
	ROW(conflict, FIELD_BOOLEAN, NULL),
	ROW(cut_off, FIELD_BOOLEAN, NULL),
	ROW(mismatch, FIELD_WORD, &words_reason),
	ROW(stable_ms, FIELD_AGE, NULL),
	ROW(retry_ms, FIELD_SPAN, NULL),
	ROW(damped_ms, FIELD_SPAN, NULL),
	ROW(modest_ms, FIELD_SPAN, NULL),
	ROW(fault_ms, FIELD_SPAN, NULL),
	ROW(restart_ms, FIELD_SPAN, NULL),
};
/* clang-format on */

static const struct fields FIELDS = {
	OUTLOOK_FIELDS,
	sizeof(OUTLOOK_FIELDS) / sizeof(OUTLOOK_FIELDS[0]),
};

json_t *outlook_to_json(const struct outlook *outlook)
{
	return fields_to_json(&FIELDS, outlook);
}

bool outlook_from_json(struct outlook *outlook, const json_t *json)
{
	size_t taken;

	return json == NULL || fields_from_json(&FIELDS, outlook, json, &taken);
}

void outlook_grow(struct outlook *outlook, int64_t elapsed_ms)
{
	fields_grow(&FIELDS, outlook, elapsed_ms);
}
