#include "config/schema.h"

#include <string.h>

#include "config/schema_parts.h"

const struct schema_row *schema_row(size_t index)
{
	if (index < schema_pair_count) {
		return &schema_pair_rows[index];
	}
	index -= schema_pair_count;
	return index < schema_web_count ? &schema_web_rows[index] : NULL;
}

const struct schema_row *schema_find(const char *name)
{
	const struct schema_row *row = schema_row(0);

	for (size_t i = 1; row != NULL && strcmp(row->name, name) != 0; i++) {
		row = schema_row(i);
	}
	return row;
}

size_t schema_index(const struct schema_row *row)
{
	size_t index = 0;

	while (schema_row(index) != row) {
		index++;
	}
	return index;
}
