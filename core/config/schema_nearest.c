#include "config/schema_nearest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "config/schema.h"

enum {
	NAME_MAX_LENGTH = 32, /* nobody who meant a setting wrote more than this */
	TYPOS_MAX = 2,
	PART_MIN_LENGTH = 4, /* of a name that is found inside what was written */
};

static bool same(char a, char b)
{
	if (a == '-' || b == '-') {
		return (a == '-' ? '_' : a) == (b == '-' ? '_' : b);
	}
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t lower = a < b ? a : b;

	return lower < c ? lower : c;
}

/* Letters to insert, delete or change (Levenshtein), row by row of the usual matrix. */
static size_t count_typos(const char *written, const char *name)
{
	size_t line[NAME_MAX_LENGTH + 1];
	size_t width = strlen(name);

	for (size_t j = 0; j <= width; j++) {
		line[j] = j;
	}
	for (size_t i = 1; written[i - 1] != '\0'; i++) {
		size_t diagonal = line[0];

		line[0] = i;
		for (size_t j = 1; j <= width; j++) {
			size_t changed =
				diagonal + (same(written[i - 1], name[j - 1]) ? 0 : 1);

			diagonal = line[j];
			line[j] = least(changed, line[j] + 1, line[j - 1] + 1);
		}
	}
	return line[width];
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

const char *schema_nearest(const char *name)
{
	const struct schema_row *row;
	size_t length = strnlen(name, NAME_MAX_LENGTH + 1);
	size_t fewest = (length < 4 ? 1 : TYPOS_MAX) + 1;
	const char *nearest = NULL;

	if (length > NAME_MAX_LENGTH) {
		return NULL;
	}
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		size_t typos = count_typos(name, row->name);

		if (typos < fewest) {
			fewest = typos;
			nearest = row->name;
		}
	}
	return nearest != NULL ? nearest : find_part(name);
}
