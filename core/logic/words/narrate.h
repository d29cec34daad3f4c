/*
 * narrate - the words for roles, reasons, events and their numbers.
 *
 * Log, traps, fipctl, JSON and the stories all speak through this module, so that a
 * text found in one of them can be searched for in the others.  The words are those of
 * reasons.def and events.def.  A number that is not known reads "unknown"; parsing
 * returns 0 for a word that is not known.
 */
#ifndef FIPD_WORDS_NARRATE_H
#define FIPD_WORDS_NARRATE_H

#include <stddef.h>

#include "model/event.h"
#include "model/reason.h"
#include "model/types.h"

/* Where a sentence's proper names come from; all but the last five must be set. */
struct narrate_names {
	const char *pair;
	const char *node;
	const char *own;  /* real IP of this node, "": not known yet */
	const char *peer; /* real IP of the peer */
	unsigned link_count;
	const char *links[LINKS_MAX]; /* names of the heartbeat links, in order */
	const char *copy;  /* the address of the event's copy, NULL: not known */
	const char *third; /* that of the third node heard last, NULL: not known */
	const char *task;  /* that of the event's check or hook, NULL: not known */
	/* The F-IP for which somebody else answered or probed last, NULL: not known. */
	const char *answered;
	/* The F-IP that was removed last, NULL: not known. */
	const char *lost;
};

/* Return the word for a role: "active", "standby", ... */
const char *narrate_role(enum role role);

/* Return the role that a word names, or 0. */
enum role narrate_role_of(const char *word);

/* Return the identifier of a reason as in FIPD-MIB: "peerSilent". */
const char *narrate_reason(enum reason reason);

/* Return the reason that an identifier names, or 0. */
enum reason narrate_reason_of(const char *word);

/* Return a reason in words that fit after a colon: "the peer is silent". */
const char *narrate_reason_text(enum reason reason);

/* Return the identifier of an event kind as in FIPD-MIB: "peerLost". */
const char *narrate_kind(enum event_kind kind);

/* Return the event kind that an identifier names, or 0. */
enum event_kind narrate_kind_of(const char *word);

/* Return the word for a severity: "major". */
const char *narrate_severity(enum severity severity);

/*
 * Write the sentence for an event into text (always terminated, cut if size is too
 * small; size is at least 1): "standby to active: peer 192.168.0.1 silent 10.0 s on
 * eth0 (limit 10.0 s)".
 */
void narrate_event(char *text, size_t size, const struct event *event,
	const struct narrate_names *names);

#endif
