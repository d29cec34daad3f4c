#include "config/reader.h"

#include "config/lists.h"
#include "config/schema.h"
#include "config/schema_nearest.h"
#include "config/yaml_events.h"
#include "config/yaml_scalar.h"
#include "values/fault.h"

struct reader {
	struct events events;
	struct config *config;
	struct position keys[CONFIG_SETTINGS_MAX]; /* line 0: not seen yet */
};

static void read_value(struct reader *reader, const struct schema_row *row)
{
	size_t index = schema_index(row);

	/* Noted even if the value is bad: then it is not missing as well. */
	reader->config->origin[index] = reader->events.source->origin;
	if (lists_has(row)) {
		lists_read(&reader->events, reader->config, row);
	} else {
		scalar_read(&reader->events, reader->config, row, row->name);
	}
}

/* The row of the name at hand if its value shall be read, or NULL with the fault. */
static const struct schema_row *find_row(
	const struct reader *reader, const char *name, struct fault *fault)
{
	const struct schema_row *row = schema_find(name);
	const struct position *first;
	const char *nearest;

	if (row == NULL) {
		nearest = schema_nearest(name);
		fault_say(fault, "there is no such setting; %s%s%s",
			nearest == NULL ? "fipd.yaml(5) lists them" : "did you mean '",
			nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
		return NULL;
	}
	first = &reader->keys[schema_index(row)];
	if (first->line != 0) {
		fault_say(fault, "is set a second time; the first is at %zu:%zu",
			first->line, first->column);
		return NULL;
	}
	if (reader->events.source->origin == CONFIG_ORIGIN_SET && !row->settable) {
		fault_say(fault, "cannot be set at run time; it belongs in fipd.yaml");
		return NULL;
	}
	return row;
}

static void read_pair(struct reader *reader)
{
	struct position place = events_place(&reader->events);
	const struct schema_row *row = NULL;
	struct fault fault;
	struct quote quote;
	const char *name = scalar_text(&reader->events, &fault);

	if (name == NULL) {
		events_report(&reader->events, place, "",
			"the name of a setting is needed here");
	} else {
		row = find_row(reader, name, &fault);
		if (row == NULL) {
			events_report(&reader->events, place, fault_quote(&quote, name),
				fault.text);
		}
	}
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
