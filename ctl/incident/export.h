/*
 * export - what one node knows of a span of time, as one JSON document that the other
 * node's fipctl can read.
 *
 * It comes from the recording (every input and decision) and from the journal (the
 * events with their numbers and full sentences).  Instants are microseconds of the
 * node's own steady clock.  Each heartbeat heard is a row with the peer's echo, from
 * which incident/axis.h relates the clocks of both nodes.
 */
#ifndef FIPD_INCIDENT_EXPORT_H
#define FIPD_INCIDENT_EXPORT_H

#include <jansson.h>
#include <stdint.h>

#include "contact/options.h"
#include "replay/player.h"

enum {
	EXPORT_VERSION = 1,      /* of the document */
	EXPORT_BEATS_MAX = 40000 /* rows: those nearest to what it is about */
};

/* Which span, as dates of the node's own wall clock in ms of Unix time. */
struct export_span {
	int64_t from_ms;
	int64_t to_ms;
	int64_t about_ms; /* of the event that it is about; from_ms: none in particular
			   */
};

/* Return the folder of fipd's journal and recording, as the options or the default. */
const char *export_folder(const struct options *options);

/*
 * Append the entries of the journal, oldest first, from fipd; from its file where no
 * fipd runs, for the incident may be why.  Return how fipctl should end, after the
 * fault was printed.
 */
int export_read_journal(const struct options *options, json_t *journal);

/*
 * Return a new document of what recordings and journal (an array of entries, which is
 * left alone) tell of a span; NULL if there is no memory.
 */
json_t *export_make(const struct recordings *recordings, const json_t *journal,
	const struct export_span *span);

#endif
