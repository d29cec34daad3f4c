#include "config/reader.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "config/list.h"
#include "config/value.h"
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

static const char *name_shape(const struct schema_row *row)
{
	if (row->type == SCHEMA_FIPS) {
		return "write [192.168.0.100/24], or one '- address/prefix' a line";
	}
	if (row->type == SCHEMA_REFERENCES) {
		return "write [gateway], or one '- address' a line";
	}
	if (row->type == SCHEMA_KINDS) {
		return "write [fipRestored], or one '- kind' a line";
	}
	if (row->type == SCHEMA_NETWORKS) {
		return "write [10.0.0.0/8], or one '- address/prefix' a line";
	}
	return "write one '- { interface: eth1, address: 10.0.0.1, peer: 10.0.0.2 }' a "
	       "line";
}

/* The row of a member of a link, or NULL if there is no such member. */
static const struct schema_row *find_link_row(const char *name)
{
	const struct schema_row *rows = schema_link_rows();

	for (size_t i = 0; i < SCHEMA_LINK_ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0) {
			return &rows[i];
		}
	}
	return NULL;
}

/* The row of the member whose name is at hand, or NULL: the fault was reported. */
static const struct schema_row *find_member(
	struct events *events, const bool seen[SCHEMA_LINK_ROWS])
{
	struct fault fault;
	struct quote quote;
	const char *name = scalar_text(events, &fault);
	const struct schema_row *row = name == NULL ? NULL : find_link_row(name);

	if (name == NULL) {
		fault_write(&fault, "the name of a member is needed here");
	} else if (row == NULL) {
		fault_write(&fault,
			"%s: there is no such member; a link has name, "
			"interface, address and peer",
			fault_quote(&quote, name));
	} else if (seen[row - schema_link_rows()]) {
		fault_write(&fault, "%s: is set a second time", name);
		row = NULL;
	}
	if (row == NULL) {
		events_report(events, events_place(events), "links", fault.text);
	}
	return row;
}

/* A member that was given, but wrongly, is not missing as well. */
static void read_member(
	struct events *events, struct config_link *link, bool seen[SCHEMA_LINK_ROWS])
{
	const struct schema_row *row = find_member(events, seen);
	char setting[SETTING_TEXT_SIZE];

	if (!events_skip(events) || !events_next(events)) {
		return;
	}
	if (row == NULL) {
		events_skip(events);
		return;
	}
	seen[row - schema_link_rows()] = true;
	snprintf(setting, sizeof(setting), "links: %s", row->name);
	scalar_read(events, link, row, setting);
}

static void check_complete(
	struct events *events, struct position place, const bool seen[SCHEMA_LINK_ROWS])
{
	const struct schema_row *rows = schema_link_rows();
	struct fault fault;

	for (size_t i = 0; i < SCHEMA_LINK_ROWS; i++) {
		if (!seen[i] && strcmp(rows[i].name, "name") != 0) {
			fault_write(&fault, "%s is missing", rows[i].name);
			events_report(events, place, "links", fault.text);
		}
	}
}

/* Read one mapping; whether it is a link without a fault. */
static bool read_members(struct events *events, struct config_link *link)
{
	bool seen[SCHEMA_LINK_ROWS] = { false };
	size_t before = events->diagnostics->count;

	while (events_next(events) && events->event.type != YAML_MAPPING_END_EVENT) {
		read_member(events, link, seen);
	}
	if (!events->broken) {
		check_complete(events, link->place, seen);
	}
	if (link->name[0] == '\0') {
		snprintf(link->name, sizeof(link->name), "%s", link->interface);
	}
	return events->diagnostics->count == before;
}

static void read_link(struct events *events, struct config *config)
{
	struct config_link link = { .place = events_place(events) };
	struct fault fault;

	if (events->event.type != YAML_MAPPING_START_EVENT) {
		events_report(events, link.place, "links",
			"an entry is { interface: eth1, address: 10.0.0.1, "
			"peer: 10.0.0.2 }");
		events_skip(events);
	} else if (config->link_count == CONFIG_LINKS_MAX) {
		fault_write(
			&fault, "is one too many; %d are allowed", CONFIG_LINKS_MAX);
		events_report(events, link.place, "links", fault.text);
		events_skip(events);
	} else if (read_members(events, &link)) {
		config->links[config->link_count++] = link;
	}
}

static void read_list(
	struct events *events, struct config *config, const struct schema_row *row)
{
	struct position place = events_place(events);
	struct fault fault;

	list_empty(config, row);
	if (events->event.type != YAML_SEQUENCE_START_EVENT) {
		fault_write(&fault, "is not a list; %s", name_shape(row));
		events_report(events, place, row->name, fault.text);
		events_skip(events);
		return;
	}
	while (events_next(events) && events->event.type != YAML_SEQUENCE_END_EVENT) {
		if (row->type == SCHEMA_LINKS) {
			read_link(events, config);
		} else {
			scalar_read(events, config, row, row->name);
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
	if (!list_has(row)) {
		scalar_read(&reader->events, config, row, row->name);
		return;
	}
	read_list(&reader->events, config, row);
	if (origin == CONFIG_ORIGIN_FILE && row->initial == NULL
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
