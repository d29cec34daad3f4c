/*
 * liveness - what is known of the peer, and for how long it has been silent.
 *
 * Only accepted datagrams count (session.h).  The detection time is the longer of both
 * nodes' H x N: a setting that was changed on one node never causes a failover by
 * itself.  A peer that said it restarts has the time of its lease to come back.
 */
#ifndef FIPD_PARTS_LIVENESS_H
#define FIPD_PARTS_LIVENESS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/settings.h"
#include "model/types.h"

struct liveness {
	/* The newest accepted words, valid if ever; the MACs of the last that said
	 * some.
	 */
	struct heartbeat last;
	bool ever;      /* the peer was heard in this life */
	bool lost;      /* an event has told that it is silent or left */
	bool left;      /* it said that it stops, or is off, and was not heard since */
	bool learnt;    /* mac is known */
	uint8_t mac[6]; /* of the host that has the peer's real IP, by ARP */
	int64_t heard_us;        /* last accepted datagram, or the start of listening */
	int64_t listening_us;    /* silence counts from here on at the earliest */
	bool spoken;             /* it surely spoke after that: this node can hear */
	int64_t spoken_us;       /* the newest words were spoken then at the earliest */
	int64_t stable_since_us; /* since then all that failback needs has held */
	int64_t passive_since_us; /* since then the peer has not been active */
	uint32_t restarts;
};

/* Begin to listen at now_us, knowing nothing of the peer; the counters stay. */
void liveness_start(struct liveness *liveness, int64_t now_us);

/* Note that this node can hear from now_us on: what it missed before is no silence. */
void liveness_listen(struct liveness *liveness, int64_t now_us);

/*
 * Note an accepted datagram that arrived at arrived_us.  The time of arrival counts,
 * not that of reading: what lay in the socket while this node slept says nothing about
 * the peer's life now.  Return whether its words are new: on several links the same
 * ones come several times, and a slow link brings old ones.  spoken_us is the earliest
 * time at which they can have been spoken: who holds a datagram back makes it arrive
 * late, but cannot make it acknowledge what was sent meanwhile.
 */
bool liveness_hear(struct liveness *liveness, const struct heartbeat *heartbeat,
	int64_t arrived_us, int64_t spoken_us);

/* Note whether an event has told the loss of the peer; return whether that is news. */
bool liveness_set_lost(struct liveness *liveness, bool lost);

/* Note that what failback needs does not hold, or holds from now on only. */
void liveness_unsettle(struct liveness *liveness, int64_t now_us);

/* Return whether liveness_learn would take in a MAC: whether it is wanted, and news. */
bool liveness_wants(const struct liveness *liveness, const uint8_t mac[6]);

/*
 * Note that the segment names a MAC for the peer's real IP.  Anybody can say so: it
 * counts only until the peer has said its MACs itself, and is kept once it was heard.
 */
void liveness_learn(struct liveness *liveness, const uint8_t mac[6]);

/* Return the MAC of the peer's interface, NULL while it is not known. */
const uint8_t *liveness_mac(const struct liveness *liveness);

/* Return whether a MAC is the peer's; if none is known anybody may be the peer. */
bool liveness_may_be(const struct liveness *liveness, const uint8_t mac[6]);

/* Take the peer for gone until it is heard again: the operator says that it is off. */
void liveness_dismiss(struct liveness *liveness);

/* Return how long the peer has been silent. */
int64_t liveness_silence_us(const struct liveness *liveness, int64_t now_us);

/* Return since when a silence of the peer counts: it may have spoken before, unheard.
 */
int64_t liveness_silent_since_us(const struct liveness *liveness);

/* Return the detection time in force. */
int64_t liveness_detection_us(
	const struct liveness *liveness, const struct settings *settings);

/* Return whether the peer is heard: proven, not gone, not silent for the detection
 * time. */
bool liveness_is_heard(const struct liveness *liveness, const struct settings *settings,
	int64_t now_us);

/* Return whether the peer said in its last datagram that it hears this node. */
bool liveness_hears_us(const struct liveness *liveness);

/* Return whether the peer said in its last words that it neither serves nor will. */
bool liveness_is_passive(const struct liveness *liveness);

/* Return the lease after which a silent peer's F-IPs have surely gone, in seconds. */
uint32_t liveness_peer_lease_s(
	const struct liveness *liveness, const struct settings *settings);

#endif
