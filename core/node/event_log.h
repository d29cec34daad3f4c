/*
 * event_log - where an event goes: to the journal, to the log, and as the lines of the
 * system that fipd re-creates.
 *
 * The sentence of an event is made once, with the proper names of this pair.
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
	char third[IP_TEXT_SIZE];    /* the third node that was heard last */
	char answered[IP_TEXT_SIZE]; /* the F-IP for which somebody spoke last */
	char lost[IP_TEXT_SIZE];     /* the F-IP that was removed last */
	unsigned link_count;
	char links[LINKS_MAX][CONFIG_NAME_MAX + 1];
	struct quiet quiet;
	/* Who asks for what is being done, and whose action is under way; "": nobody.
	 */
	char actor[ENTRY_ACTOR_MAX + 1];
	char operator[ENTRY_ACTOR_MAX + 1];
};

/* What only the caller can say of an event; each may be NULL. */
struct event_words {
	const char *detail;  /* continues its sentence */
	const char *subject; /* what it is about */
};

/* Take the proper names from a configuration, which stays there; own may be unset: not
 * known. */
void event_log_name(
	struct event_log *event_log, const struct config *config, struct ip own);

/*
 * Put an event in journal and log; words may be NULL.  Who
 * answers for the F-IPs now and then can have a node wait and ask again for ever: of
 * that the log has a line a minute (quiet.h), and the journal all.
 */
void event_log_add(struct event_log *event_log, const struct event *event,
	const struct event_words *words, int64_t now_us);

/*
 * Add what no other event tells, given one that says how this node stands after a step
 * (from: before it): the failback that ends (6) of the original (words/original.h), and
 * the alarms that follow from it and their ends (words/pairing.h).  Confirmed: the
 * operator is content with where the F-IPs are, which ends the alarm of a failover.
 */
void event_log_settle(struct event_log *event_log, const struct event *standing,
	bool confirmed, int64_t now_us);

#endif
