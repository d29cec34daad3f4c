#include "config/schema_write.h"

#include <stddef.h>
#include <string.h>

#include "config/list.h"
#include "config/range.h"
#include "schema/entries.h"
#include "schema/schema.h"

enum {
	LINE_MAX_LENGTH = 78,
	FACTS_MAX = 320,
	SENTENCE_MAX = 512,
};

/* Fill lines with the words of text; each begins with prefix. */
static void wrap(FILE *out, const char *prefix, const char *text)
{
	size_t column = 0;

	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (column > 0 && column + 1 + length > LINE_MAX_LENGTH) {
			fputc('\n', out);
			column = 0;
		}
		column += (size_t)fprintf(
			out, "%s%.*s", column == 0 ? prefix : " ", (int)length, text);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

/* "Allowed: 10 ms to 60 s; default: 2 s." */
static void describe(const struct schema_row *row, char facts[FACTS_MAX])
{
	char range[RANGE_TEXT_SIZE];

	snprintf(facts, FACTS_MAX, "Allowed: %s; %s%s.", range_write(row, range),
		row->initial == NULL ? "" : "default: ",
		row->initial == NULL ? row->absent : row->initial);
}

static void write_setting(FILE *out, const struct schema_row *row, const char *value)
{
	const char *mark = row->shown ? "" : "#";

	if (list_has(row)) {
		fprintf(out, "%s%s:\n%s  - %s\n", mark, row->name, mark, value);
	} else {
		fprintf(out, "%s%s: %s\n", mark, row->name, value);
	}
}

static void write_example_row(FILE *out, const struct schema_row *row)
{
	char facts[FACTS_MAX], object[SENTENCE_MAX];

	fputc('\n', out);
	wrap(out, "# ", row->description);
	describe(row, facts);
	wrap(out, "# ", facts);
	if (row->settable) {
		snprintf(object, sizeof(object), "Can be set at run time, %s%s.",
			row->object == NULL ? "with fipctl" : "over SNMP as ",
			row->object == NULL ? "" : row->object);
		wrap(out, "# ", object);
	}
	if (entry_of(row->type) != NULL) {
		snprintf(object, sizeof(object), "%s has %s.",
			entry_of(row->type)->noun, entry_of(row->type)->members);
		object[0] = 'A';
		wrap(out, "# ", object);
	}
	write_setting(out, row, row->sample == NULL ? row->initial : row->sample);
}

static const char introduction[] =
	"# /etc/fipd/fipd.yaml: the settings of one node, here of the preferred one.\n"
	"#\n"
	"# The other node has a file of its own: its role is standby, and its peer is\n"
	"# this node. A setting behind # is not set; the line shows its default or a\n"
	"# sample. Check the file with: fipd --check /etc/fipd/fipd.yaml\n"
	"# The manual is fipd.yaml(5). This is the output of: fipd --schema yaml\n";

void schema_write_example(FILE *out)
{
	const struct schema_row *row;

	fputs(introduction, out);
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		write_example_row(out, row);
	}
}

/* Return the text that stands behind the name of a setting in the manual. */
static const char *name_argument(enum schema_type type)
{
	switch (type) {
	case SCHEMA_SWITCH:
	case SCHEMA_WORD:
		return "word";
	case SCHEMA_NUMBER:
		return "number";
	case SCHEMA_SPAN:
		return "time";
	case SCHEMA_NAME:
	case SCHEMA_INTERFACE:
		return "name";
	case SCHEMA_HOST:
		return "host";
	case SCHEMA_PATH:
		return "path";
	case SCHEMA_ADDRESS:
		return "address";
	case SCHEMA_FIPS:
	case SCHEMA_REFERENCES:
	case SCHEMA_KINDS:
	case SCHEMA_NETWORKS:
	case SCHEMA_LINKS:
	case SCHEMA_CHECKS:
	case SCHEMA_HOOKS:
	case SCHEMA_OCCASIONS:
	case SCHEMA_COMMAND:
		return "list";
	case SCHEMA_ENDPOINT:
		return "host:port";
	case SCHEMA_URL:
		return "url";
	case SCHEMA_CODES:
		return "codes";
	}
	return "value";
}

/* A sentence begins a line in a manual's source. */
static void write_sentences(FILE *out, const char *text)
{
	char sentence[SENTENCE_MAX];
	const char *end;

	while ((end = strstr(text, ". ")) != NULL) {
		snprintf(sentence, sizeof(sentence), "%.*s", (int)(end - text) + 1,
			text);
		wrap(out, "", sentence);
		text = end + 2;
	}
	wrap(out, "", text);
}

static void write_manual_row(FILE *out, const struct schema_row *row);

/* The members of the entries of a list of mappings, if it is one. */
static void write_manual_members(FILE *out, const struct schema_row *row)
{
	const struct entry *entry = entry_of(row->type);

	if (entry == NULL) {
		return;
	}
	fputs(".Bl -tag -width Ds\n", out);
	for (size_t i = 0; i < entry->count; i++) {
		write_manual_row(out, &entry->rows[i]);
	}
	fputs(".El\n", out);
}

static void write_manual_row(FILE *out, const struct schema_row *row)
{
	char facts[FACTS_MAX];

	fprintf(out, ".It Cm %s : Ar %s\n", row->name, name_argument(row->type));
	write_sentences(out, row->description);
	describe(row, facts);
	wrap(out, "", facts);
	if (row->settable) {
		fputs("Can be set at run time.\n", out);
	}
	if (row->object != NULL) {
		fprintf(out, "Over SNMP it is\n.Va %s .\n", row->object);
	}
	write_manual_members(out, row);
}

void schema_write_manual(FILE *out)
{
	const struct schema_row *row;

	fputs(".Bl -tag -width Ds\n", out);
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		write_manual_row(out, row);
	}
	fputs(".El\n", out);
}
