/*
 * quiet - of each kind of log line about a cause at most one a minute, however often it
 * comes.
 *
 * What others can cause as often as they like must not fill the log.  The first line of
 * a kind (its id and level) is written at once, later ones are counted, and the last of
 * them is kept and written when the minute is over, with how many came with it: so the
 * log's last word about a cause is true.  Causes are few; one that finds no room
 * because all others were told within this minute is kept back for good.
 */
#ifndef FIPD_LOOP_QUIET_H
#define FIPD_LOOP_QUIET_H

#include <stdbool.h>
#include <stdint.h>

#include "words/catalogue.h"

enum {
	QUIET_CAUSES_MAX = 16,
	QUIET_KINDS_MAX = 8, /* of lines about one cause */
	QUIET_TEXT_MAX = 512,
};

/* What a line is about, and with what level and id it is written. */
struct quiet_line {
	uint64_t cause;
	enum message_level level;
	int id;
};

struct quiet_cause {
	int64_t told_us;     /* when its minute began */
	unsigned told_count; /* in this minute, 0: the place is free */
	int told[QUIET_KINDS_MAX];
	unsigned kept_back;
	struct quiet_line line; /* the last one, told or not */
	char text[QUIET_TEXT_MAX];
};

/* All zero is a quiet that has told nothing. */
struct quiet {
	bool waiting; /* perhaps something is kept back */
	struct quiet_cause list[QUIET_CAUSES_MAX];
};

/*
 * Write a log line about a cause, printf-like, now or when its minute is over; what was
 * kept back before it is only counted.
 */
void quiet_log(struct quiet *quiet, const struct quiet_line *line, int64_t now_us,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Drop what was kept back of a cause, as it is not true any more. */
void quiet_forget(struct quiet *quiet, uint64_t cause);

/* Write what was kept back for long enough; call it once a second while it waits. */
void quiet_tick(struct quiet *quiet, int64_t now_us);

#endif
