/*
 * places - who may be connected to the control socket, when not everybody can.
 *
 * There are 32 places.  One user has at most 8, so that none can shut the others out;
 * four are kept for root and the user that fipd runs as, who may have them all.  When
 * there is none left the one whose user has most, and who has been idle for longest,
 * makes room: never a subscriber, and nobody who came or asked within the last second.
 */
#ifndef FIPD_SERVER_PLACES_H
#define FIPD_SERVER_PLACES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	PLACES_MAX = 32,
	PLACES_KEPT = 4,   /* for root and fipd's own user */
	PLACES_OF_ONE = 8, /* another user's */
};

struct place {
	bool taken;
	bool firm; /* a subscriber's */
	uid_t uid;
	int64_t since_us; /* when its owner came or last asked */
};

/*
 * Choose a place for a user who connects, the newcomer, and return its index: a free
 * one, or a taken one whose owner the caller has to cut off first.  -1 if nobody has to
 * make room: the newcomer is to be refused.  own is the user that fipd runs as.
 */
int places_choose(
	const struct place list[PLACES_MAX], uid_t newcomer, uid_t own, int64_t now_us);

#endif
