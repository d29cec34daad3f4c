#include "migrate/draft.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/value.h"
#include "schema/schema.h"
#include "values/plain.h"
#include "values/span.h"

struct note draft_note(const struct draft *draft, const struct statement *one,
	enum note_kind kind, const char *setting)
{
	return (struct note){
		.statement = one, .pair = draft->pair, .setting = setting, .kind = kind
	};
}

const char *draft_words(const struct statement *one, char text[NOTE_TEXT_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < one->word_count && used < NOTE_TEXT_MAX; i++) {
		used += (size_t)snprintf(text + used, NOTE_TEXT_MAX - used, "%s%s",
			i == 0 ? "" : " ", one->words[i]);
	}
	return text;
}

bool draft_set(const struct draft *draft, const struct statement *one,
	const char *setting, const char *text)
{
	const struct schema_row *row = schema_find(setting);
	char words[NOTE_TEXT_MAX];
	struct fault fault;

	if (!value_read(draft->config, row, text, &fault)) {
		migration_note(draft->migration,
			draft_note(draft, one, NOTE_OPEN, setting), "%s: %s", setting,
			fault.text);
		return false;
	}
	draft->config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
	migration_note(draft->migration, draft_note(draft, one, NOTE_DONE, setting),
		"%s", draft_words(one, words));
	return true;
}

bool draft_has(const struct draft *draft, const char *setting)
{
	return draft->config->origin[schema_index(schema_find(setting))]
	       == CONFIG_ORIGIN_FILE;
}

bool draft_complain(const struct statement *one, const char *format, ...)
{
	char text[1024];
	int used = snprintf(text, sizeof(text), "%s:%zu: %s%s%s: ", one->file,
		one->line, one->words[0], one->word_count > 1 ? " " : "",
		one->word_count > 1 ? one->words[1] : "");
	va_list list;

	va_start(list, format);
	if (used < (int)sizeof(text)) {
		vsnprintf(text + used, sizeof(text) - (size_t)used, format, list);
	}
	va_end(list);
	plain_make(text, strlen(text), '?');
	fprintf(stderr, "fipctl: %s\n", text);
	return false;
}

bool draft_has_value(const struct statement *one)
{
	return one->word_count > 1
	       || draft_complain(one, "a value is missing behind it");
}

bool draft_read_number(
	const struct statement *one, uint64_t least, uint64_t most, uint64_t *number)
{
	size_t digits;

	if (!draft_has_value(one)) {
		return false;
	}
	digits = span_digits(one->words[1], 19, number);
	return (digits > 0 && one->words[1][digits] == '\0' && *number >= least
		       && *number <= most)
	       || draft_complain(one, "%d to %d are possible", (int)least, (int)most);
}

bool draft_is_conditional(const struct draft *draft, const struct statement *one)
{
	return one->condition != NULL
	       && migration_judge(
		       draft->migration, draft_note(draft, one, NOTE_OPEN, NULL), "");
}

const struct statement *draft_next(
	const struct draft *draft, const struct statement *block, size_t *place)
{
	const struct statement *list = draft->migration->statements.list;

	if (*place == 0) {
		*place = (size_t)(block - list) + 1;
	} else {
		*place = list[*place].end;
	}
	return *place < block->end ? &list[*place] : NULL;
}

void draft_make_name(char *name, size_t size, const char *text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-_.";

	snprintf(name, size, "%s", text);
	while (name[strspn(name, allowed)] != '\0') {
		name[strspn(name, allowed)] = '-';
	}
	if (strcmp(name, "-") == 0) {
		name[0] = '_'; /* alone it begins an entry of a list in YAML */
	}
}
