/*
 * news - the status as subscribers are told it: one line for all of them, made when it
 * is published.
 *
 * Whoever wants changes gets what differs from the publication before, which is kept
 * here; everybody else, and whoever has missed one, gets the whole.  An age that has
 * grown with the time has not changed: the client lets it grow.
 */
#ifndef FIPD_SERVER_NEWS_H
#define FIPD_SERVER_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/status.h"

struct news_line {
	char *text; /* its end included, and no 0; NULL: it was not made */
	size_t length;
};

struct news {
	struct news_line whole;
	struct news_line change; /* since the publication before; NULL: only the whole
				  * tells it */
	struct status *told; /* in the last publication, with as many F-IPs as it has
			      */
	int64_t told_ms;
};

/* What is wanted of a publication. */
struct news_wanted {
	bool whole;
	bool change;
};

/* Make the lines of a publication from the status at now_ms of a steady clock. */
void news_make(struct news *news, const struct status *status, int64_t now_ms,
	struct news_wanted wanted);

/* Forget everything. */
void news_clear(struct news *news);

#endif
