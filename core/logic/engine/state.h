/*
 * state - everything that the engine knows between two steps.
 *
 * Plain data, made of the parts of core/logic/parts and of a few that belong to one
 * module of the engine.  A reader outside the engine takes what it needs for the
 * status; only the functions of core/logic change it.
 */
#ifndef FIPD_ENGINE_STATE_H
#define FIPD_ENGINE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/counters.h"
#include "model/reason.h"
#include "model/settings.h"
#include "model/types.h"
#include "parts/announcement.h"
#include "parts/damping.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/link_watch.h"
#include "parts/liveness.h"
#include "parts/probe.h"

/* Whether the reference addresses answer. */
struct reference_watch {
	int64_t ask_us;      /* next asking */
	int64_t answered_us; /* last answer, or the start */
	int64_t alone_us;    /* since then, if alone */
	bool lost;           /* none answers */
	bool alone;          /* and the peer reaches one, or is not heard */
};

/* In what the nodes contradict each other. */
struct config_mismatch {
	enum reason seen; /* REASON_NONE: in nothing */
	enum reason told;
	int64_t since_us;
};

/* Everything the engine knows. */
struct engine {
	struct settings settings;
	struct link_watch links[LINKS_MAX]; /* those of the settings are in use */
	struct liveness liveness;
	struct lease lease;
	struct probe probe;
	struct handover handover;
	struct announcement announcement;
	struct damping damping;
	struct counters counters;
	struct reference_watch reference_watch;
	struct config_mismatch config_mismatch;
	enum role role;
	enum role settled_role;  /* the last one that an event told */
	enum role previous_role; /* the settled one before that */
	enum reason reason;      /* of the last change of role */
	enum operation farewell; /* to be said as soon as the removal is done */
	int64_t role_since_us;
	int64_t started_us;       /* of this life */
	int64_t wake_us;          /* what the last step asked for */
	int64_t beat_us;          /* when the next regular heartbeat is due */
	int64_t ask_us;           /* when the next ask or beacon may be sent */
	int64_t grace_until_us;   /* no verdict on the peer before this: we were late */
	int64_t decided_us;       /* when the takeover under way was decided */
	int64_t refused_until_us; /* the kernel refused an F-IP: fault until then */
	int64_t often_until_us;   /* an F-IP was removed too often: fault until then */
	int64_t yielding_until_us; /* just failed: the other one wins until then */
	int64_t duel_until_us;     /* without news of it, the duel is over then */
	int64_t conflict_until_us; /* a third host answered: conflict until then */
	int64_t defended_us;       /* last defence in a duel */
	int64_t unacked_us;        /* when the last of unacked_beats was heard */
	int64_t restores_us[5];    /* the last times an F-IP was put back, 0: none */
	int64_t last_takeover_us;  /* duration of the last takeover */
	uint32_t epoch;
	uint32_t epoch_known;  /* the highest one that the peer ever said */
	uint32_t round;        /* of the last words said */
	uint32_t news_round;   /* once acknowledged, the peer knows what is new of us */
	uint32_t answer_round; /* of our last answer to an active peer */
	unsigned unacked_beats; /* since then, heard without acknowledgement */
	unsigned restore_next;
	bool introduced; /* the start has been noted */
	bool interface_up;
	bool fips_gone;
	bool stalled;    /* late beyond the hard limit, F-IPs not yet dropped */
	bool stopping;   /* the daemon stops: as if redundancy were off */
	bool pinned;     /* active by the operator's will */
	bool forcing;    /* the operator takes the F-IPs whoever answers for them */
	bool forced_out; /* maintenance, even if nobody takes the F-IPs */
	bool departing;  /* stops for a restart within the lease: expect us back */
	bool relaying;   /* packets of the last release are still sent on */
	bool confirming; /* took over by grant: say so until it is heard */
	bool peer_lost;
	bool duel; /* both nodes are active */
	bool conflict;
};

#endif
