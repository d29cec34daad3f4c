#include "protocol/setting_fields.h"

#include <assert.h>

#include "protocol/fields.h"
#include "schema/schema.h"

struct list {
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
	case SCHEMA_KINDS:
		return FIELD_U32;
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
		break;
	}
	assert(false); /* the status has no form for it */
	return FIELD_TEXT;
}

static void list_settings(struct list *list)
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

bool setting_fields_to_json(const struct config *config, json_t *status)
{
	struct list list;

	list_settings(&list);
	return fields_add(&(struct fields){ list.fields, list.count }, config, status);
}

bool setting_fields_from_json(struct config *config, const json_t *status)
{
	struct list list;
	size_t taken;

	list_settings(&list);
	return fields_from_json(
		&(struct fields){ list.fields, list.count }, config, status, &taken);
}
