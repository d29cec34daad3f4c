/*
 * original - the two log lines of the system that fipd re-creates.
 *
 * Existing log watchers match them letter for letter: (6) raises their alarm, (5) ends
 * it.  So they come as a pair.  A node that is not the preferred one logs (6) when it
 * takes the F-IPs because its peer fails, stops or goes into maintenance, and (5) when
 * they are home again, whichever way they went there.  Nothing else logs either.
 */
#ifndef FIPD_WORDS_ORIGINAL_H
#define FIPD_WORDS_ORIGINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "model/event.h"
#include "words/narrate.h"

/* The numbers are those of the original's traps, and of the events in events.def. */
enum original_line {
	ORIGINAL_NONE = 0,
	ORIGINAL_FAILBACK = 5,
	ORIGINAL_FAILOVER = 6,
};

enum {
	ORIGINAL_TEXT_SIZE = 128
};

/*
 * Return the line as which a node logs an event too, ORIGINAL_NONE for none; last is
 * the line that it logged last, and preferred says whether it is the preferred node
 * now.
 */
enum original_line original_line_of(
	const struct event *event, enum original_line last, bool preferred);

/*
 * The F-IPs may come home without an event of the node that stood in for it, which was
 * in fault meanwhile, say.  Given an event that says how this node stands, return
 * whether (5) is due now, and make the event the failback that tells it.
 */
bool original_owes_failback(
	struct event *event, enum original_line last, bool preferred);

/* Write the text of a line, without its tag; "" for ORIGINAL_NONE. */
void original_write(char text[ORIGINAL_TEXT_SIZE], enum original_line line,
	const struct narrate_names *names);

#endif
