/*
 * damping - a peer in a reboot loop must not drag the F-IPs to and fro.
 *
 * Three incarnations of the peer within ten minutes, and failback to it is refused for
 * a minute; each time it happens again the back-off doubles, up to an hour.  A life
 * that follows an announced restart does not count, and an operator's switchover is
 * never refused for that.
 */
#ifndef FIPD_PARTS_DAMPING_H
#define FIPD_PARTS_DAMPING_H

#include <stdbool.h>
#include <stdint.h>

enum {
	DAMPING_LIVES = 3
};

struct damping {
	int64_t began_us[DAMPING_LIVES]; /* the last incarnations, 0: none */
	uint64_t incarnation;            /* of the peer's newest life */
	int64_t until_us;
	int64_t backoff_us;
	unsigned next;
	bool told; /* the refusal was told once for this back-off */
};

/*
 * Note that the peer proved itself with this incarnation; a new one is a new life,
 * which does not count if the former one had announced it.  now_us must be above 0.
 */
void damping_note(
	struct damping *damping, uint64_t incarnation, bool announced, int64_t now_us);

/* Return whether the refusal is news in this back-off, and count it as told. */
bool damping_is_news(struct damping *damping);

/* End the back-off: the operator wants it. */
void damping_forgive(struct damping *damping, int64_t now_us);

/* Return whether failback to the peer is refused now. */
bool damping_refuses(const struct damping *damping, int64_t now_us);

#endif
