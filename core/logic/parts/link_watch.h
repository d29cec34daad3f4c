/*
 * link_watch - one heartbeat link as the engine hears it: is the peer heard on it, does
 * the peer hear this node on it, how long does a word take there and back?
 *
 * Each link has a session of its own (session.h), because a link may reorder and lose
 * for itself; the peer is lost only when it is silent on all of them.  That a link is
 * one-way is read from what the peer says it has heard, never guessed.  Round trip and
 * its variation follow from the same acknowledgements: RFC 6298 smooths the one, RFC
 * 3550, 6.4.1 the other.
 *
 * What is said on it goes straight to the MAC that the peer has sealed for this link,
 * so that nobody's ARP cuts it.  While the peer does not hear or is not heard, and
 * until it has proven that MAC in this session, it goes by ARP too: then a MAC that has
 * changed unseen is found.
 */
#ifndef FIPD_PARTS_LINK_WATCH_H
#define FIPD_PARTS_LINK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "model/action.h"
#include "model/reason.h"
#include "model/types.h"
#include "parts/session.h"

/* The numbers of fipdLinkState. */
enum link_watch_state {
	LINK_WATCH_UP = 1,
	LINK_WATCH_ONE_WAY, /* the peer is heard and does not hear this node */
	LINK_WATCH_DOWN,    /* the peer is silent */
};

enum {
	LINK_WATCH_SENDINGS = 8
};

struct link_watch {
	struct session session;
	enum link_watch_state state;
	enum trouble trouble; /* as its socket told last */
	bool told;            /* an event has said that it is not up */
	bool ever;            /* the peer was heard on it in this life */
	int64_t state_since_us;
	int64_t watched_us;    /* it counts as missing from here on at the earliest */
	int64_t heard_us;      /* last accepted datagram; valid if ever */
	int64_t heard_back_us; /* when the peer last heard this node; valid if ever */
	int64_t proven_us;     /* when the newest word that it acknowledged was sent */
	int64_t spoken_us;     /* its newest words were spoken then at the earliest */
	int64_t round_trip_us; /* smoothed; 0: not measured yet */
	int64_t last_trip_us;
	int64_t jitter_us;     /* smoothed variation of the round trip */
	uint32_t acknowledged; /* highest sequence of ours that the peer accepted */
	uint32_t downs;        /* how often it went from up to one-way or down */
	uint64_t received;     /* accepted */
	uint64_t lost;         /* gaps in the peer's sequence */
	uint64_t replayed;     /* sealed but not fresh, or unproven */
	bool mac_known;        /* the peer has said it, in whichever life */
	bool mac_said;         /* it has proven that it says it in this session */
	uint8_t mac[6];
	uint8_t reads; /* the highest version that the peer says it reads, 0: not said
			*/
	uint32_t peer_interval_ms; /* its H */
	struct {
		uint32_t sequence;
		int64_t sent_us;
	} sendings[LINK_WATCH_SENDINGS];
};

/*
 * Begin on this link, which is 0 throughout or was in use, with an incarnation; all
 * counters begin at 0, but not the numbers of what was sent with the same incarnation.
 */
void link_watch_start(struct link_watch *link, uint64_t incarnation, int64_t now_us);

/* Forget what was heard, so that the peer must prove itself again; counters stay. */
void link_watch_forget(struct link_watch *link, int64_t now_us);

/* Judge a sealed datagram that arrived at arrived_us; if it is accepted, learn of it.
 */
enum session_verdict link_watch_take(
	struct link_watch *link, const struct heartbeat *heartbeat, int64_t arrived_us);

/* Give a datagram its identity, version and way on this link; remember when it was
 * sent. */
void link_watch_stamp(struct link_watch *link, struct action *action, int64_t now_us);

/* The same for the answer to the last unproven datagram, which everybody can read. */
void link_watch_stamp_answer(
	struct link_watch *link, struct action *action, int64_t now_us);

/* Count the link as missing from now on at the earliest. */
void link_watch_begin(struct link_watch *link, int64_t now_us);

/* Note how the link's socket fares. */
void link_watch_set_trouble(struct link_watch *link, enum trouble trouble);

/* Note whether an event has told that the link is not up. */
void link_watch_set_told(struct link_watch *link, bool told);

/* Set the state from what was heard within limit_us. */
void link_watch_judge(struct link_watch *link, int64_t limit_us, int64_t now_us);

/* Return why the link is not up. */
enum reason link_watch_reason(const struct link_watch *link);

/* Return why the peer is silent on it, as far as the socket can tell. */
enum reason link_watch_silence_reason(const struct link_watch *link);

#endif
