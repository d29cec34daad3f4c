/*
 * waiting - one line at a terminal, for what takes more than a second.
 *
 * It goes to stderr, only if a person looks at it there, is written anew each second,
 * and is gone before anything else is printed.
 */
#ifndef FIPD_OUTPUT_WAITING_H
#define FIPD_OUTPUT_WAITING_H

#include <stdbool.h>
#include <stdint.h>

enum {
	WAITING_EVERY_MS = 1000
};

struct waiting {
	int64_t begun_ms;
	int64_t told_ms; /* the last line's, or begun_ms */
	bool shown;      /* a line stands there */
};

/* Begin to count; nothing is shown for a second. */
void waiting_begin(struct waiting *waiting);

/* Show a text with the seconds since the beginning, if one has passed since the last.
 */
void waiting_tell(struct waiting *waiting, const char *text);

/* Show a text at once, before something that cannot tell how it goes on. */
void waiting_show(struct waiting *waiting, const char *text);

/* Take the line away. */
void waiting_end(struct waiting *waiting);

#endif
