#include "config/yaml_scalar.h"

#include <string.h>

#include "config/value.h"

const char *scalar_text(const struct events *events, struct fault *fault)
{
	const yaml_event_t *event = &events->event;
	const char *text;

	if (event->type == YAML_ALIAS_EVENT) {
		fault_say(fault, "is an alias; write the value itself");
		return NULL;
	}
	if (event->type != YAML_SCALAR_EVENT) {
		fault_say(fault, "is a %s; one value is needed",
			event->type == YAML_MAPPING_START_EVENT ? "mapping" : "list");
		return NULL;
	}
	text = (const char *)event->data.scalar.value;
	if (strlen(text) != event->data.scalar.length) {
		fault_say(fault, "has a NUL character in it");
		return NULL;
	}
	if (text[0] == '\0') {
		fault_say(fault, "has no value");
		return NULL;
	}
	return text;
}

bool scalar_read(struct events *events, void *record, const struct schema_row *row,
	const char *setting)
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
