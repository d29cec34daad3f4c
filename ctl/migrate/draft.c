#include "migrate/draft.h"

#include <stdio.h>

#include "config/value.h"
#include "schema/schema.h"

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
