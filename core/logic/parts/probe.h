/*
 * probe - asking the segment who answers for the F-IPs before they are claimed.
 *
 * A round is five ARP probes (RFC 5227) 0.075 H apart.  It runs during the peer's
 * silence, so that it ends with the detection time and adds nothing to it.  A round
 * that this node slept through says nothing and is begun again, and so is one in which
 * the peer probed, too: for how long that has gone on is kept, since a liar can do it
 * for ever.
 */
#ifndef FIPD_PARTS_PROBE_H
#define FIPD_PARTS_PROBE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PROBES_PER_ROUND = 5,
	PROBES_IN_VAIN = 10, /* outside of a round, after which nobody is there */
};

struct probe {
	bool running;
	bool answered;       /* in this round, by anybody */
	bool peer_answered;  /* in this round, by the peer */
	unsigned sent;       /* in this round */
	unsigned in_vain;    /* outside of a round, since the last answer */
	int64_t next_us;     /* next probe, or the end of the round after the last */
	int64_t answered_us; /* last answer of all */
	int64_t peer_answered_us; /* last answer of the peer */
	int64_t contested_us; /* since then the peer's probes begin this round anew, 0
			       */
	int64_t rival_us;     /* last probe of the peer, 0: none */
	int64_t rival_spacing_us; /* the longest of late between two of them */
	uint8_t mac[6];           /* who answered last, or probed */
};

/* Return the spacing of probes for an interval. */
int64_t probe_spacing_us(int64_t interval_us);

/* Begin a round at now_us, or a little before. */
void probe_begin(struct probe *probe, int64_t now_us);

/* Give the round up. */
void probe_stop(struct probe *probe);

/* Begin the round again if one is running: this node slept. */
void probe_restart(struct probe *probe, int64_t now_us);

/* Begin it again because the peer asks too, and note since when that has gone on. */
void probe_contest(struct probe *probe, const uint8_t mac[6], int64_t now_us);

/*
 * Note a probe of the peer for the same F-IPs.  A node that knows nothing of its peer
 * learns its pace from two of them, and shall not be faster: between two probes of a
 * slow node it would find a whole round of its own unanswered.
 */
void probe_meet(struct probe *probe, int64_t now_us);

/* Note an answer. */
void probe_answer(
	struct probe *probe, const uint8_t mac[6], bool by_peer, int64_t now_us);

/* Return whether a probe is to be sent now, and count it as sent. */
bool probe_due(struct probe *probe, int64_t spacing_us, int64_t now_us);

/* Return whether to ask now outside of a round, every spacing_us, and plan the next. */
bool probe_repeat_due(struct probe *probe, int64_t spacing_us, int64_t now_us);

/* Return whether the round ended so long ago that it says nothing about now. */
bool probe_is_outdated(const struct probe *probe, int64_t spacing_us, int64_t now_us);

/* Return whether the round is over, and only just. */
bool probe_has_ended(const struct probe *probe, int64_t spacing_us, int64_t now_us);

/* Return whether the round is over. */
bool probe_is_over(const struct probe *probe, int64_t now_us);

#endif
