/*
 * quiet - at most one log line a minute of a cause, however often it comes.
 *
 * What others can cause as often as they like must not fill the log.  The first line
 * is written at once, later ones are counted, and the next one that is written tells
 * how many were kept back.  Causes are few; one that finds no room because all others
 * were told within this minute is kept back too.
 */
#ifndef FIPD_LOOP_QUIET_H
#define FIPD_LOOP_QUIET_H

#include <stdbool.h>
#include <stdint.h>

#include "words/catalogue.h"

enum {
	QUIET_CAUSES_MAX = 16
};

/* What a line is about, and with what level and id it is written. */
struct quiet_line {
	uint64_t cause;
	enum message_level level;
	int id;
};

struct quiet {
	struct {
		bool told;
		uint64_t cause;
		int64_t told_us;
		unsigned kept_back;
	} list[QUIET_CAUSES_MAX];
};

/*
 * Return whether a line about this cause is to be written now, and then in kept_back
 * how many were not since the last one.  All zero is a quiet that has told nothing.
 */
bool quiet_allows(
	struct quiet *quiet, uint64_t cause, int64_t now_us, unsigned *kept_back);

/*
 * Write a log line about a cause, printf-like, if one is to be written now; it tells
 * how many were kept back.
 */
void quiet_log(struct quiet *quiet, const struct quiet_line *line, int64_t now_us,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
