/*
 * engine - facts in, decisions out.
 *
 * engine_step() takes one event with its time and fills in what to do about it and when to
 * wake next.  The same events always give the same actions: no clock, no socket, no
 * allocation.  So a minute of two hosts is played in microseconds, every reachable state of
 * the pair is visited by a test, and a recorded incident replays exactly.
 *
 * The caller applies the actions in their order.  Where an action has a result (hold,
 * renew, release), the caller passes it back as an event of the same wake-up, after the
 * whole list has been applied.  A wake-up's events come in this order: kernel, probe
 * replies, heartbeats, deadline; each with the time of that wake-up.
 */
#ifndef FIPD_LOGIC_ENGINE_H
#define FIPD_LOGIC_ENGINE_H

#include "logic/announcer.h"
#include "logic/counters.h"
#include "logic/damping.h"
#include "logic/handover.h"
#include "logic/lease.h"
#include "logic/liveness.h"
#include "logic/note.h"
#include "logic/probe.h"
#include "logic/session.h"
#include "logic/settings.h"
#include "logic/types.h"

enum event_kind {
	EVENT_DEADLINE,      /* the wake-up that was asked for */
	EVENT_HEARTBEAT,     /* heartbeat: sealed with a known key, of this pair */
	EVENT_INTERFACE,     /* up: the F-IPs' interface exists, is up and has a carrier */
	EVENT_HELD,          /* result of hold: the kernel has confirmed every F-IP */
	EVENT_HOLD_REFUSED,  /* result of hold: the kernel refused one */
	EVENT_RENEWED,       /* result of renew: every lease runs anew */
	EVENT_FIPS_GONE,     /* an F-IP that should be held is not there */
	EVENT_RELEASED,      /* result of release: none is left in the kernel */
	EVENT_FIPS_FOUND,    /* at start: all F-IPs are there; remaining_us of their lease */
	EVENT_ANSWERED,      /* mac, by_peer: somebody else answers for an F-IP */
	EVENT_COMMAND,       /* command: the operator's wish */
	EVENT_SETTINGS,      /* settings, peer_changed: a new configuration */
	EVENT_STOP,          /* the daemon stops: give the F-IPs up and say so */
};

enum command {
	COMMAND_SWITCHOVER = 1,     /* move the F-IPs to the other node, if it can */
	COMMAND_RESET_COUNTERS,
};

struct event {
	enum event_kind kind;
	int64_t now_us;
	struct heartbeat heartbeat;
	struct settings settings;
	enum command command;
	int64_t remaining_us;
	uint8_t mac[6];
	bool up;
	bool by_peer;
	bool peer_changed;          /* another peer address: nothing learnt of it holds */
};

enum action_kind {
	ACTION_SEND,         /* heartbeat: seal it and send it on the path */
	ACTION_HOLD,         /* put every F-IP on the interface with a lease of lease_s */
	ACTION_RENEW,        /* let every lease run anew for lease_s */
	ACTION_RELEASE,      /* remove every F-IP */
	ACTION_ANNOUNCE,     /* one round of gratuitous ARP for every F-IP */
	ACTION_PROBE,        /* ask the segment once who answers for the F-IPs (RFC 5227) */
	ACTION_NOTE,         /* note: append it to the event journal */
	ACTION_KEEP_EPOCH,   /* epoch: put it on disk, best effort */
};

struct action {
	enum action_kind kind;
	uint32_t lease_s;
	uint32_t epoch;
	struct heartbeat heartbeat;
	struct note note;
};

enum { ACTIONS_MAX = 16 };

struct actions {
	unsigned count;
	struct action list[ACTIONS_MAX];
	int64_t wake_us;     /* when to pass EVENT_DEADLINE, absolute */
};

/* Everything the engine knows.  Read it for the status; only engine_* writes it. */
struct engine {
	struct settings settings;
	struct session session;
	struct liveness liveness;
	struct lease lease;
	struct probe probe;
	struct handover handover;
	struct announcer announcer;
	struct damping damping;
	struct counters counters;
	enum role role;
	enum role previous_role;    /* the last settled one */
	enum reason reason;         /* of the last change of role */
	int64_t role_since_us;
	int64_t started_us;
	int64_t wake_us;            /* what the last step asked for */
	int64_t beat_us;            /* when the next regular heartbeat is due */
	int64_t grace_until_us;     /* no verdict on the peer before this: we were late */
	int64_t decided_us;         /* when the takeover under way was decided */
	int64_t duel_until_us;      /* until then the duel counts as going on, 0: none */
	int64_t restores_us[5];     /* the last times an F-IP was put back */
	int64_t last_takeover_us;   /* duration of the last takeover */
	uint32_t epoch;
	uint8_t conflict_mac[6];
	bool interface_up;
	bool kernel_refused;
	bool fips_gone;
	bool pinned;                /* active by the operator's will */
	bool leaving;
	bool peer_lost;
	bool conflict;
};

/*
 * Begin a life at now_us: redundancy as in settings, role initial (or disabled).
 * incarnation must be random and not 0; epoch is what the disk kept, 0 if nothing.  The
 * first engine_step should be EVENT_INTERFACE, then EVENT_FIPS_FOUND if F-IPs were found.
 */
void engine_start(struct engine *engine, const struct settings *settings,
	uint64_t incarnation, uint32_t epoch, int64_t now_us);

/* Take one event and fill in the actions; wake_us is always later than event->now_us. */
void engine_step(struct engine *engine, const struct event *event,
	struct actions *actions);

/* Return why a command would be refused now, or REASON_NONE if it would be begun. */
enum reason engine_refusal(const struct engine *engine, enum command command,
	int64_t now_us);

/* Return the peer's role as this node sees it: unknown while the peer is not heard. */
enum role engine_peer_role(const struct engine *engine, int64_t now_us);

#endif
