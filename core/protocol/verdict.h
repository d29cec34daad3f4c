/*
 * verdict - whether the pair is as it should be, seen from this node: one judgement for
 * whoever asks, over SNMP, over HTTP or with `fipctl check`.
 *
 * The rows of verdict.def are the whole of it; docs/verdict.md tells them.  It judges
 * one status, of one moment, and nothing beside it: who compares two moments sees a
 * pair in trouble in every move.  Alarms agree with it: what is open is at least a
 * warning, and what is not OK counts as an alarm even if none is open.
 */
#ifndef FIPD_PROTOCOL_VERDICT_H
#define FIPD_PROTOCOL_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/status.h"

/* The numbers are those of fipdVerdict, and the exit codes of monitoring plugins. */
enum verdict_level {
	VERDICT_OK = 0,
	VERDICT_WARNING = 1,
	VERDICT_CRITICAL = 2,
	VERDICT_UNKNOWN = 3,
};

struct verdict {
	enum verdict_level level;
	const char *because; /* the word of its row */
	/* The F-IP, the link or the words that it is about; may be "". */
	char object[STATUS_TEXT_MAX + 1];
	char text[STATUS_TEXT_MAX + 1]; /* the sentence of its row, and the object */
	enum severity worst; /* of the alarms, and of what is wrong without one */
	uint32_t alarms;     /* open; at least 1 while it is not OK */
};

/*
 * Return the verdict on a status; heard says whether fipd is, so that the status is
 * that of now.  If it is not, the status may be empty.
 */
struct verdict verdict_judge(const struct status *status, bool heard);

/* Return "ok", "warning", "critical" or "unknown". */
const char *verdict_word(enum verdict_level level);

#endif
