/*
 * engine - facts in, decisions out.
 *
 * engine_step() takes one event with its time and fills in what to do about it and when
 * to wake next.  The same events always give the same actions: no clock, no socket, no
 * allocation.  So a minute of two hosts is played in microseconds, every reachable
 * state of the pair is visited by a test, and a recorded incident replays exactly.
 *
 * The caller applies the actions in their order.  Where an action has a result (hold,
 * renew, release), the caller passes it back as an event of the same wake-up, after the
 * whole list has been applied.  A wake-up's events come in this order: kernel, probe
 * replies, heartbeats, deadline; each with the time of that wake-up.
 */
#ifndef FIPD_ENGINE_ENGINE_H
#define FIPD_ENGINE_ENGINE_H

#include "model/action.h"
#include "model/counters.h"
#include "model/event.h"
#include "model/input.h"
#include "model/reason.h"
#include "model/settings.h"
#include "model/types.h"
#include "parts/announcer.h"
#include "parts/channel.h"
#include "parts/damping.h"
#include "parts/findings.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/liveness.h"
#include "parts/probe.h"

/* Everything the engine knows.  Read it for the status; only engine_* writes it. */
struct engine {
	struct settings settings;
	struct channel channels[LINKS_MAX]; /* those of the settings are in use */
	struct liveness liveness;
	struct lease lease;
	struct probe probe;
	struct handover handover;
	struct announcer announcer;
	struct damping damping;
	struct counters counters;
	struct check check;
	struct agreement agreement;
	enum role role;
	enum role settled_role;  /* the last one that an event told of */
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
	int64_t modest_until_us;  /* just failed: the other one wins until then */
	int64_t duel_until_us;    /* without news of it, the duel is over then */
	int64_t conflict_until_us; /* a third host answered: conflict until then */
	int64_t defended_us;       /* last defence in a duel */
	int64_t deaf_us;           /* when the last of deaf_beats was heard */
	int64_t restores_us[5];    /* the last times an F-IP was put back, 0: none */
	int64_t last_takeover_us;  /* duration of the last takeover */
	uint32_t epoch;
	uint32_t epoch_known; /* the highest one that the peer ever said */
	uint32_t round;       /* of the last words said */
	uint32_t news_round;  /* once acknowledged, the peer knows what is new of us */
	uint32_t duel_round;  /* of our last answer to an active peer */
	unsigned deaf_beats;  /* since then, heard without acknowledgement */
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

/*
 * Begin a life at now_us: redundancy as in settings, role initial (or disabled).
 * incarnation must be random and not 0; epoch is what the disk kept, 0 if nothing.  The
 * first engine_step should be INPUT_INTERFACE, then INPUT_FIPS_FOUND if F-IPs were
 * found.
 */
void engine_start(struct engine *engine, const struct settings *settings,
	uint64_t incarnation, uint32_t epoch, int64_t now_us);

/* Take one event and fill in the actions; wake_us is always later than event->now_us.
 */
void engine_step(
	struct engine *engine, const struct input *input, struct actions *actions);

/* Return why a command would be refused now, or REASON_NONE if it would be begun. */
enum reason engine_refusal(
	const struct engine *engine, enum command command, int64_t now_us);

/* Return for how long all that failback needs has held, -1: it does not. */
int64_t engine_stable_us(const struct engine *engine, int64_t now_us);

/* Return the peer's role as this node sees it: unknown while the peer is not heard. */
enum role engine_peer_role(const struct engine *engine, int64_t now_us);

#endif
