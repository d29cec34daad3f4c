#include "config/reader.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "config/list.h"
#include "config/tasks.h"
#include "config/value.h"
#include "schema/entries.h"
#include "schema/guess.h"
#include "schema/schema.h"
#include "values/fault.h"

enum {
	DEPTH_MAX = 16,
	SETTING_TEXT_SIZE = 32,
};

/* A text as libyaml's events. */
struct events {
	yaml_parser_t parser;
	yaml_event_t event; /* the one at hand */
	bool broken;        /* the text cannot be read any further */
	const struct config_source *source;
	struct diagnostics *diagnostics;
};

struct reader {
	struct events events;
	struct config *config;
	struct position keys[CONFIG_SETTINGS_MAX]; /* line 0: not seen yet */
};

static struct position events_place(const struct events *events)
{
	return (struct position){
		.line = events->event.start_mark.line + 1,
		.column = events->event.start_mark.column + 1,
	};
}

static void events_tell(struct events *events, struct diagnostics *to,
	struct position place, const char *setting, const char *text)
{
	diagnostics_add(to, events->source->name, place.line, place.column, "%s%s%s",
		setting, setting[0] == '\0' ? "" : ": ", text);
}

static void events_report(struct events *events, struct position place,
	const char *setting, const char *text)
{
	events_tell(events, events->diagnostics, place, setting, text);
}

static bool events_open(struct events *events, const struct config_source *source,
	struct diagnostics *diagnostics)
{
	*events = (struct events){ .source = source, .diagnostics = diagnostics };
	if (!yaml_parser_initialize(&events->parser)) {
		events->broken = true;
		diagnostics_add(diagnostics, source->name, 0, 0, "out of memory");
		return false;
	}
	yaml_parser_set_encoding(&events->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&events->parser,
		(const unsigned char *)source->text, source->length_bytes);
	return true;
}

static void events_close(struct events *events)
{
	yaml_event_delete(&events->event);
	yaml_parser_delete(&events->parser);
}

static void report_broken(struct events *events)
{
	const yaml_parser_t *parser = &events->parser;
	struct position place = {
		.line = parser->problem_mark.line + 1,
		.column = parser->problem_mark.column + 1,
	};

	if (parser->error == YAML_READER_ERROR) {
		place = position_find(events->source->text,
			events->source->length_bytes, parser->problem_offset);
	}
	diagnostics_add(events->diagnostics, events->source->name, place.line,
		place.column, "not YAML from here on: %s%s%s%s",
		parser->problem == NULL ? "out of memory" : parser->problem,
		parser->context == NULL ? "" : " ",
		parser->context == NULL ? "" : parser->context,
		position_has_tab(
			events->source->text, events->source->length_bytes, place)
			? " (indent with spaces, not with a tab)"
			: "");
}

static bool events_next(struct events *events)
{
	yaml_event_delete(&events->event);
	if (events->broken) {
		return false;
	}
	if (!yaml_parser_parse(&events->parser, &events->event)) {
		events->broken = true;
		report_broken(events);
	}
	return !events->broken;
}

static int count_depth(yaml_event_type_t type)
{
	if (type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT) {
		return 1;
	}
	return type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT ? -1
										 : 0;
}

/*
 * libyaml needs minutes for a mebibyte of brackets, and fipd's loop waits for a reload:
 * so the depth is limited.
 */
static bool events_skip(struct events *events)
{
	int depth = count_depth(events->event.type);

	while (depth > 0 && events_next(events)) {
		depth += count_depth(events->event.type);
		if (depth > DEPTH_MAX) {
			events->broken = true;
			events_report(events, events_place(events), "",
				"nested too deep; settings are not, "
				"nothing below is read");
		}
	}
	return !events->broken;
}

static const char *scalar_text(const struct events *events, struct fault *fault)
{
	const yaml_event_t *event = &events->event;
	const char *text;

	if (event->type == YAML_ALIAS_EVENT) {
		fault_write(fault, "is an alias; write the value itself");
		return NULL;
	}
	if (event->type != YAML_SCALAR_EVENT) {
		fault_write(fault, "is a %s; one value is needed",
			event->type == YAML_MAPPING_START_EVENT ? "mapping" : "list");
		return NULL;
	}
	text = (const char *)event->data.scalar.value;
	if (strlen(text) != event->data.scalar.length) {
		fault_write(fault, "has a NUL character in it");
		return NULL;
	}
	if (text[0] == '\0') {
		fault_write(fault, "has no value");
		return NULL;
	}
	return text;
}

static bool scalar_read(struct events *events, void *record,
	const struct schema_row *row, const char *setting)
{
	struct fault fault;
	const char *text = scalar_text(events, &fault);
	bool good = text != NULL && value_read(record, row, text, &fault);

	if (!good) {
		events_report(events, events_place(events), setting, fault.text);
	}
	events_skip(events);
	return good;
}

/* Write what a list looks like; one of mappings by its entries. */
static void report_no_list(struct events *events, struct position place,
	const struct schema_row *row, const char *setting)
{
	/* table */
	static const struct {
		enum schema_type type;
		const char *shape;
		const char *line;
	} shapes[] = {
		{ SCHEMA_FIPS, "[192.168.0.100/24]", "address/prefix" },
		{ SCHEMA_REFERENCES, "[gateway]", "address" },
		{ SCHEMA_KINDS, "[fipRestored]", "kind" },
		{ SCHEMA_NETWORKS, "[10.0.0.0/8]", "address/prefix" },
		{ SCHEMA_OCCASIONS, "[active, standby]", "role or kind" },
		{ SCHEMA_COMMAND, "[/usr/local/lib/fipd/disk, /srv]", "word" },
	};
	const struct entry *entry = entry_of(row->type);
	struct fault fault;

	if (entry != NULL) {
		fault_write(
			&fault, "is not a list; write one '- %s' a line", entry->shape);
	}
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (shapes[i].type == row->type) {
			fault_write(&fault,
				"is not a list; write %s, or one '- %s' a line",
				shapes[i].shape, shapes[i].line);
		}
	}
	events_report(events, place, setting, fault.text);
}

/* Begin to read a list; false: it is none, and that was told. */
static bool begin_list(struct events *events, void *record,
	const struct schema_row *row, const char *setting)
{
	list_empty(record, row);
	if (events->event.type == YAML_SEQUENCE_START_EVENT) {
		return true;
	}
	report_no_list(events, events_place(events), row, setting);
	events_skip(events);
	return false;
}

/* Go to the next entry of a list; false: there is none. */
static bool next_entry(struct events *events)
{
	return events_next(events) && events->event.type != YAML_SEQUENCE_END_EVENT;
}

static void read_plain(struct events *events, void *record,
	const struct schema_row *row, const char *setting)
{
	if (!list_has(row)) {
		scalar_read(events, record, row, setting);
	} else if (begin_list(events, record, row, setting)) {
		while (next_entry(events)) {
			scalar_read(events, record, row, setting);
		}
	}
}

/* An entry of a list of mappings while it is read. */
struct draft {
	const char *list; /* the setting */
	const struct entry *entry;
	struct position place;
	bool seen[ENTRY_ROWS_MAX];
	union {
		struct config_link link;
		struct check check;
		struct hook hook;
	} record;
};

static bool *find_seen(struct draft *draft, const struct schema_row *row)
{
	return &draft->seen[row - draft->entry->rows];
}

/* The row of the member whose name is at hand, or NULL: the fault was reported. */
static const struct schema_row *find_member(struct events *events, struct draft *draft)
{
	const struct entry *entry = draft->entry;
	struct fault fault;
	struct quote quote;
	const char *name = scalar_text(events, &fault);
	const struct schema_row *row = name == NULL ? NULL : entry_find(entry, name);

	if (name == NULL) {
		fault_write(&fault, "the name of a member is needed here");
	} else if (row == NULL) {
		fault_write(&fault, "%s: there is no such member; %s has %s",
			fault_quote(&quote, name), entry->noun, entry->members);
	} else if (*find_seen(draft, row)) {
		fault_write(&fault, "%s: is set a second time", name);
		row = NULL;
	}
	if (row == NULL) {
		events_report(events, events_place(events), draft->list, fault.text);
	}
	return row;
}

/* A member that was given, but wrongly, is not missing as well. */
static void read_member(struct events *events, struct draft *draft)
{
	const struct schema_row *row = find_member(events, draft);
	char setting[SETTING_TEXT_SIZE];

	if (!events_skip(events) || !events_next(events)) {
		return;
	}
	if (row == NULL) {
		events_skip(events);
		return;
	}
	*find_seen(draft, row) = true;
	snprintf(setting, sizeof(setting), "%s: %s", draft->list, row->name);
	read_plain(events, &draft->record, row, setting);
}

static void check_complete(struct events *events, struct draft *draft)
{
	struct fault fault;

	for (size_t i = 0; i < draft->entry->count; i++) {
		const struct schema_row *row = &draft->entry->rows[i];

		if (!*find_seen(draft, row) && entry_needs(row)) {
			fault_write(&fault, "%s is missing", row->name);
			events_report(events, draft->place, draft->list, fault.text);
		}
	}
}

static void set_defaults(struct draft *draft)
{
	struct fault fault;

	for (size_t i = 0; i < draft->entry->count; i++) {
		const struct schema_row *row = &draft->entry->rows[i];
		bool good = row->initial == NULL
			    || value_read(&draft->record, row, row->initial, &fault);

		assert(good);
		(void)good;
	}
}

/* Read one mapping; whether it is an entry without a fault. */
static bool read_members(struct events *events, struct draft *draft)
{
	size_t before = events->diagnostics->count;

	set_defaults(draft);
	while (events_next(events) && events->event.type != YAML_MAPPING_END_EVENT) {
		read_member(events, draft);
	}
	if (!events->broken) {
		check_complete(events, draft);
	}
	return events->diagnostics->count == before;
}

static bool add_link(struct config *config, struct draft *draft, struct fault *fault)
{
	struct config_link *link = &draft->record.link;

	if (config->link_count == CONFIG_LINKS_MAX) {
		return fault_write(
			fault, "is one too many; %d are allowed", CONFIG_LINKS_MAX);
	}
	if (link->name[0] == '\0') {
		snprintf(link->name, sizeof(link->name), "%s", link->interface);
	}
	link->place = draft->place;
	config->links[config->link_count++] = *link;
	return true;
}

static bool add_task(struct tasks *tasks, struct draft *draft, struct fault *fault)
{
	if (draft->entry == entry_of(SCHEMA_CHECKS)) {
		draft->record.check.place = draft->place;
		return tasks_add_check(tasks, &draft->record.check, fault);
	}
	draft->record.hook.place = draft->place;
	return tasks_add_hook(tasks, &draft->record.hook, fault);
}

static bool add_entry(struct config *config, struct draft *draft, struct fault *fault)
{
	return draft->entry == entry_of(SCHEMA_LINKS)
		       ? add_link(config, draft, fault)
		       : add_task(&config->tasks, draft, fault);
}

static void read_entry(
	struct events *events, struct config *config, const struct schema_row *row)
{
	struct draft draft = {
		.list = row->name,
		.entry = entry_of(row->type),
		.place = events_place(events),
	};
	struct fault fault;

	if (events->event.type != YAML_MAPPING_START_EVENT) {
		fault_write(&fault, "an entry is %s", draft.entry->shape);
		events_report(events, draft.place, row->name, fault.text);
		events_skip(events);
		return;
	}
	if (read_members(events, &draft) && !add_entry(config, &draft, &fault)) {
		events_report(events, draft.place, row->name, fault.text);
	}
}

static void read_list(
	struct events *events, struct config *config, const struct schema_row *row)
{
	if (entry_of(row->type) == NULL) {
		read_plain(events, config, row, row->name);
	} else if (begin_list(events, config, row, row->name)) {
		while (next_entry(events)) {
			read_entry(events, config, row);
		}
	}
}

/*
 * The origin is set even if the value is bad: the setting is then not missing.  A list
 * without a default that the file leaves empty is like one that is not there.
 */
static void read_value(struct reader *reader, const struct schema_row *row)
{
	struct config *config = reader->config;
	enum config_origin origin = reader->events.source->origin;
	size_t before = reader->events.diagnostics->count;

	config->origin[schema_index(row)] = origin;
	read_list(&reader->events, config, row);
	if (list_has(row) && origin == CONFIG_ORIGIN_FILE && row->initial == NULL
		&& list_count(config, row) == 0
		&& reader->events.diagnostics->count == before) {
		config->origin[schema_index(row)] = CONFIG_ORIGIN_DEFAULT;
	}
}

/* In settings.yaml it is what a newer release has left there. */
static void tell_unknown(struct reader *reader, struct position place, const char *name)
{
	struct events *events = &reader->events;
	struct diagnostics *passed_over = events->source->unknown;
	const char *nearest = guess_setting(name);
	struct fault fault;
	struct quote quote;

	fault_write(&fault, "there is no such setting; %s%s%s",
		nearest == NULL ? "fipd.yaml(5) lists them" : "did you mean '",
		nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
	events_tell(events, passed_over != NULL ? passed_over : events->diagnostics,
		place, fault_quote(&quote, name), fault.text);
}

/* Whether the value of a setting shall be read; tells why not. */
static bool may_read(
	struct reader *reader, struct position place, const struct schema_row *row)
{
	const struct position *first = &reader->keys[schema_index(row)];
	struct fault fault;

	if (first->line != 0) {
		fault_write(&fault, "is set a second time; the first is at %zu:%zu",
			first->line, first->column);
	} else if (reader->events.source->origin == CONFIG_ORIGIN_SET
		   && !row->settable) {
		fault_write(
			&fault, "cannot be set at run time; it belongs in fipd.yaml");
	} else {
		return true;
	}
	events_report(&reader->events, place, row->name, fault.text);
	return false;
}

/* The row of the name at hand if its value shall be read, else NULL and why is told. */
static const struct schema_row *find_row(struct reader *reader, struct position place)
{
	const struct schema_row *row;
	struct fault fault;
	const char *name = scalar_text(&reader->events, &fault);

	if (name == NULL) {
		events_report(&reader->events, place, "",
			"the name of a setting is needed here");
		return NULL;
	}
	row = schema_find(name);
	if (row == NULL) {
		tell_unknown(reader, place, name);
		return NULL;
	}
	return may_read(reader, place, row) ? row : NULL;
}

static void read_pair(struct reader *reader)
{
	struct position place = events_place(&reader->events);
	const struct schema_row *row = find_row(reader, place);

	if (!events_skip(&reader->events) || !events_next(&reader->events)) {
		return;
	}
	if (row == NULL) {
		events_skip(&reader->events);
		return;
	}
	reader->keys[schema_index(row)] = place;
	read_value(reader, row);
}

static bool is_empty_document(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT && event->data.scalar.length == 0;
}

static void read_document(struct reader *reader)
{
	if (!events_next(&reader->events) || is_empty_document(&reader->events.event)) {
		return;
	}
	if (reader->events.event.type != YAML_MAPPING_START_EVENT) {
		events_report(&reader->events, events_place(&reader->events), "",
			"settings are needed here, one 'name: value' a line");
		events_skip(&reader->events);
		return;
	}
	while (events_next(&reader->events)
		&& reader->events.event.type != YAML_MAPPING_END_EVENT) {
		read_pair(reader);
	}
}

static void read_stream(struct reader *reader)
{
	/* The start of the stream, then of a document unless the file is empty. */
	if (!events_next(&reader->events) || !events_next(&reader->events)
		|| reader->events.event.type == YAML_STREAM_END_EVENT) {
		return;
	}
	read_document(reader);
	if (events_next(&reader->events) && events_next(&reader->events)
		&& reader->events.event.type == YAML_DOCUMENT_START_EVENT) {
		events_report(&reader->events, events_place(&reader->events), "",
			"a second document begins here; a file of settings is one");
	}
}

bool reader_read(struct config *config, const struct config_source *source,
	struct diagnostics *diagnostics)
{
	size_t before = diagnostics->count;
	struct reader reader = { .config = config };

	if (events_open(&reader.events, source, diagnostics)) {
		read_stream(&reader);
	}
	config->incomplete = config->incomplete || reader.events.broken;
	events_close(&reader.events);
	return diagnostics->count == before;
}
