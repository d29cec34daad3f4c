/*
 * yaml_events - a YAML text as libyaml's events, each with its place.
 *
 * What is wrong with the YAML itself is reported here; then there are no more events.
 */
#ifndef FIPD_CONFIG_YAML_EVENTS_H
#define FIPD_CONFIG_YAML_EVENTS_H

#include <stdbool.h>
#include <yaml.h>

#include "config/config.h"
#include "values/diagnostics.h"
#include "values/position.h"

struct events {
	yaml_parser_t parser;
	yaml_event_t event; /* the one at hand */
	bool broken;        /* the text cannot be read any further */
	const struct config_source *source;
	struct diagnostics *diagnostics;
};

/* Begin with a text, which must outlive events; end with events_close.  False: no
 * memory. */
bool events_open(struct events *events, const struct config_source *source,
	struct diagnostics *diagnostics);

/* Free what the events hold. */
void events_close(struct events *events);

/* Go on to the next event; false if there is none because the text is no YAML. */
bool events_next(struct events *events);

/*
 * Pass over the node whose first event is at hand, up to its last; false if the text
 * ends or nests too deep before.
 */
bool events_skip(struct events *events);

/* Return where the event at hand begins. */
struct position events_place(const struct events *events);

/* Report a fault of a setting, "" for none, at a place. */
void events_report(struct events *events, struct position place, const char *setting,
	const char *text);

#endif
