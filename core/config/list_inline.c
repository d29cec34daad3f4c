#include "config/list_inline.h"

#include <stdio.h>
#include <string.h>

#include "config/address.h"
#include "config/lists.h"
#include "config/value.h"
#include "values/yaml_writer.h"

static const char between[] = " \t,[]\"";

bool list_inline_has(const struct schema_row *row)
{
	return row->type == SCHEMA_FIPS || row->type == SCHEMA_KINDS
	       || row->type == SCHEMA_NETWORKS;
}

static bool read_entry(struct config *config, const struct schema_row *row,
	const char *text, size_t length, struct fault *fault)
{
	char entry[ADDRESS_TEXT_SIZE];
	struct quote quote;

	if (length >= sizeof(entry)) {
		return fault_say(fault, "'%s' is too long", fault_quote(&quote, text));
	}
	memcpy(entry, text, length);
	entry[length] = '\0';
	return value_read(config, row, entry, fault);
}

bool list_inline_read(struct config *config, const struct schema_row *row,
	const char *text, struct fault *fault)
{
	struct config next = *config;

	lists_empty(&next, row);
	for (text += strspn(text, between); *text != '\0';
		text += strspn(text, between)) {
		size_t length = strcspn(text, between);

		if (!read_entry(&next, row, text, length, fault)) {
			return false;
		}
		text += length;
	}
	if (row->type == SCHEMA_FIPS && next.fip_count == 0) {
		return fault_say(
			fault, "is an empty list; at least one F-IP is needed");
	}
	*config = next;
	return true;
}

size_t list_inline_write(const struct config *config, const struct schema_row *row,
	char *text, size_t size)
{
	size_t used = yaml_writer_add(text, size, 0, "[");

	for (size_t i = 0; i < lists_count(config, row); i++) {
		char entry[LISTS_ENTRY_SIZE];

		lists_write_entry(config, row, i, entry);
		used = yaml_writer_add(text, size, used, i == 0 ? "" : ", ");
		used = yaml_writer_add_value(text, size, used, entry);
	}
	return yaml_writer_add(text, size, used, "]");
}
