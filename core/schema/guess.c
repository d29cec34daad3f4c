#include "schema/guess.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "schema/schema.h"
#include "values/nearest.h"

enum {
	TYPOS_MAX = 2,
	PART_MIN_LENGTH = 4, /* of a name that is found inside what was written */
};

/* People write '-' for '_', and capitals. */
static bool is_same_letter(char a, char b)
{
	if (a == '-' || b == '-') {
		return (a == '-' ? '_' : a) == (b == '-' ? '_' : b);
	}
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* "fipdMonitorInterval" and "monitor_interval" both mean interval. */
static const char *find_part(const char *name)
{
	const struct schema_row *row;
	const char *found = NULL;

	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		if (row->object != NULL && strcasecmp(row->object, name) == 0) {
			return row->name;
		}
		if (strlen(row->name) >= PART_MIN_LENGTH
			&& strcasestr(name, row->name) != NULL) {
			found = row->name;
		}
	}
	return found;
}

const char *guess_setting(const char *name)
{
	const struct schema_row *row;
	size_t length = strnlen(name, NEAREST_WORD_MAX + 1);
	size_t fewest = (length < 4 ? 1 : TYPOS_MAX) + 1;
	const char *nearest = NULL;

	/* Nobody who meant a setting wrote more than this. */
	if (length > NEAREST_WORD_MAX) {
		return NULL;
	}
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		size_t typos = nearest_typos(name, row->name, is_same_letter);

		if (typos < fewest) {
			fewest = typos;
			nearest = row->name;
		}
	}
	return nearest != NULL ? nearest : find_part(name);
}
