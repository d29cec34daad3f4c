/*
 * event_line - one event as a line of output.
 */
#ifndef FIPD_OUTPUT_EVENT_LINE_H
#define FIPD_OUTPUT_EVENT_LINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Print the event on stdout: number, date, severity, kind, sentence and id; or its JSON
 * on one line.  An event of a kind that this fipctl does not know is printed as JSON.
 */
void event_print(const json_t *event, bool as_json);

/* Return the event's number, or 0 if it has none. */
uint64_t event_sequence(const json_t *event);

#endif
