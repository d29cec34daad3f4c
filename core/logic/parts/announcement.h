/*
 * announcement - when to tell the segment where the F-IPs are.
 *
 * On taking: at once, after 0.1, 0.3, 1 and 3 s, and after three intervals, at least 6
 * s.  While the peer is silent: every interval for twice the detection time and one
 * interval, because a peer that is cut off cannot be told to stop.  Once more where the
 * peer missed heartbeats just then, for what was lost with them.  Then every 60 s,
 * spread by 10 %, so that a cache that was poisoned or missed the news heals.  The
 * usual field failure of such daemons is a survivor that does not announce.
 */
#ifndef FIPD_PARTS_ANNOUNCEMENT_H
#define FIPD_PARTS_ANNOUNCEMENT_H

#include <stdbool.h>
#include <stdint.h>

struct announcement {
	int64_t begun_us;
	int64_t next_us;
	int64_t told_us; /* the last announcement */
	unsigned rounds; /* announced since the beginning */
};

/* Begin the schedule: the first announcement is due at once. */
void announcement_begin(struct announcement *announcement, int64_t now_us);

/* Have one announcement made at once: one before may not have reached everybody. */
void announcement_repeat(struct announcement *announcement, int64_t now_us);

/*
 * Defend the F-IPs against one who answers for them, as RFC 5227, 2.4 (c) allows: the
 * schedule begins again, but not within 10 s of its beginning.  What comes earlier may
 * have told the caches another holder, and is answered once when these are over.
 */
void announcement_defend(struct announcement *announcement, int64_t now_us);

/*
 * Return whether to announce now, and plan the next one.  The interval is that of the
 * beats; silent_us is for how long after the beginning a silent peer counts, 0 if it is
 * heard.
 */
bool announcement_due(struct announcement *announcement, int64_t interval_us,
	int64_t silent_us, int64_t now_us);

#endif
