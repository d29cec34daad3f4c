#include "config/yaml_events.h"

enum {
	DEPTH_MAX = 16
};

struct position events_place(const struct events *events)
{
	return (struct position){
		.line = events->event.start_mark.line + 1,
		.column = events->event.start_mark.column + 1,
	};
}

void events_report(struct events *events, struct position place, const char *setting,
	const char *text)
{
	diagnostics_add(events->diagnostics, events->source->name, place.line,
		place.column, "%s%s%s", setting, setting[0] == '\0' ? "" : ": ", text);
}

bool events_open(struct events *events, const struct config_source *source,
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

void events_close(struct events *events)
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

bool events_next(struct events *events)
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
bool events_skip(struct events *events)
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
