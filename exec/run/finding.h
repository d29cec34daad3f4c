/*
 * finding - what the end of a command means, as a word for a check and in a line for
 * people.
 *
 * What a command prints is its own: of it one line is told, plain (values/plain.h), so
 * that nothing that it prints can act on whoever reads it.
 */
#ifndef FIPD_RUN_FINDING_H
#define FIPD_RUN_FINDING_H

#include <stdint.h>

#include "child/child.h"
#include "protocol/rows.h"
#include "run/tally.h"
#include "schema/task_struct.h"

enum {
	FINDING_TEXT_MAX = TASK_RESULT_TEXT_MAX,
	FINDING_LINE_MAX = 120,
};

/* A line of an output. */
struct finding_line {
	char text[FINDING_LINE_MAX + 1];
};

struct finding {
	enum tally_state speaks_for;
	int64_t took_ms;
	char text[FINDING_TEXT_MAX + 1];
};

/* Take the line that begins at start, plain; return it, "" for one of blanks. */
const char *finding_read_line(struct finding_line *line, const char *start);

/* Say what came of a command that had timeout_ms: "exit 1: no route". */
void finding_of_command(struct finding *finding, const struct child_result *result,
	uint32_t timeout_ms);

/* Say what came of a check; the probe of a tcp or http check says it itself. */
void finding_of_check(struct finding *finding, const struct child_result *result,
	const struct check *check);

/* Say that nothing could be run, and why. */
__attribute__((format(printf, 2, 3))) void finding_of_nothing(
	struct finding *finding, const char *format, ...);

#endif
