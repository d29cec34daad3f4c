/*
 * event_log - where an event goes: to the journal, to the log, and as the lines of the
 * system that fipd re-creates.
 *
 * The sentence of an event is made once, with the proper names of this pair.  Existing
 * log watchers match the two CStrap lines letter for letter.
 */
#ifndef FIPD_NODE_EVENT_LOG_H
#define FIPD_NODE_EVENT_LOG_H

#include <stdint.h>

#include "config/config.h"
#include "journal/journal.h"
#include "journal/recorder.h"
#include "loop/quiet.h"

struct event_log {
	struct journal *journal;
	struct recorder *recorder;
	const struct config *config; /* in force */
	char own[IP_TEXT_SIZE];
	char peer[IP_TEXT_SIZE];
	char pair[CONFIG_NAME_MAX + 1];
	char node[CONFIG_NAME_MAX + 1];
	char third[IP_TEXT_SIZE]; /* the third node that was heard last */
	unsigned link_count;
	char links[LINKS_MAX][CONFIG_NAME_MAX + 1];
	struct quiet quiet;
};

/* Take the proper names from a configuration, which stays there; own may be unset: not
 * known. */
void event_log_name(
	struct event_log *event_log, const struct config *config, struct ip own);

/*
 * Put an event in journal and log; detail (may be NULL) continues its sentence.  Who
 * answers for the F-IPs now and then can have a node wait and ask again for ever: of
 * that the log has a line a minute (quiet.h), and the journal all.
 */
void event_log_add(struct event_log *event_log, const struct event *event,
	const char *detail, int64_t now_us);

#endif
