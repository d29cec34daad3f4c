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

#include "model/action.h"
#include "model/reason.h"
#include "model/settings.h"
#include "model/types.h"
#include "parts/announcement.h"
#include "parts/damping.h"
#include "parts/exchange.h"
#include "parts/fitness.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/link_watch.h"
#include "parts/liveness.h"
#include "parts/pace.h"
#include "parts/probe.h"
#include "parts/standing.h"
#include "parts/wishes.h"

/*
 * The counters of this life of the daemon, for the MIB and fipctl.  All of them begin
 * at 0 with the process; the discontinuity time of the MIB says when that was, or when
 * the operator reset them.
 */
struct counters {
	uint32_t failovers;   /* this node took over from a lost or failed peer */
	uint32_t failbacks;   /* the F-IPs went home, from here or to here */
	uint32_t switchovers; /* they moved at the operator's wish, from or to here */
	uint32_t activations;
	uint32_t deactivations;
	uint32_t split_brains;
	uint32_t late_wakeups; /* this node was late by 1.5 intervals or more */
	int64_t active_us;
	int64_t dual_active_us; /* both nodes were active, as far as seen from here */
	int64_t longest_takeover_us;
	int64_t counted_us; /* up to when the times are counted */
};

/* The watch on the reference addresses: do they answer? */
struct reference_watch {
	int64_t ask_us;      /* next asking */
	int64_t answered_us; /* last answer, or the start */
	int64_t alone_us;    /* since then, if alone */
	bool lost;           /* none answers */
	bool alone;          /* and the peer reaches one, or is not heard */
};

/* One thing in which the nodes may contradict each other. */
struct contradiction {
	enum reason seen; /* REASON_NONE: they agree */
	enum reason told;
	int64_t since_us;
};

/* In what the nodes contradict each other. */
struct config_mismatch {
	struct contradiction role;
	struct contradiction fips;
	struct contradiction timing;
};

/* The split brain, if there is one: both nodes are active. */
struct split_brain {
	bool on;
	int64_t until_us;       /* without news of it, it is over then */
	int64_t defended_us;    /* when this node last answered the other active */
	uint32_t answer_round;  /* the round of that answer */
	unsigned unacked_beats; /* heard since then without acknowledgement */
	int64_t unacked_us;     /* when the last of them was heard */
};

/* The address conflict, if there is one: a third host answers for an F-IP. */
struct conflict {
	bool on;
	int64_t until_us; /* without another answer, it is over then */
};

/* The F-IP that an outsider set on this host, if there is one. */
struct outsider {
	struct copy copy; /* that is there now */
	bool on;          /* told */
	bool stays;       /* told as one that is not removed */
	int64_t until_us; /* if none comes back, it is over then */
	int64_t expel_us; /* none is removed before this */
};

/* The third node with this pair's key, if there is one. */
struct third {
	bool on;          /* told */
	int64_t near_us;  /* it was heard here, and the peer is told so until then */
	int64_t until_us; /* without news of it, it is over then */
};

/* Everything that the engine knows; each part is changed by its own file only. */
struct engine {
	struct settings settings;
	struct counters counters;
	struct standing standing;
	struct pace pace;
	struct exchange exchange;
	struct wishes wishes;
	struct fitness fitness;
	struct link_watch links[LINKS_MAX]; /* those of the settings are in use */
	struct liveness liveness;
	struct lease lease;
	struct probe probe;
	struct handover handover;
	struct announcement announcement;
	struct damping damping;
	struct reference_watch reference_watch;
	struct config_mismatch config_mismatch;
	struct split_brain split_brain;
	struct conflict conflict;
	struct outsider outsider;
	struct third third;
};

/* One call of engine_step(): what is changed, when, and what comes of it. */
struct step {
	struct engine *engine;
	int64_t now_us;
	const struct heartbeat *heard; /* accepted in this step, or NULL */
	struct actions *actions;
};

#endif
