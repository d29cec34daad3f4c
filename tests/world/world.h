/*
 * world - two hosts, their kernels and the network between them, in memory.
 *
 * The engines are the real ones; everything around them is a model: kernels that remove
 * an F-IP when its lease or its fence has run out (kernel.h), links on which heartbeats
 * travel, are lost, late or cut and a segment on which ARP is answered (network.h), the
 * MACs and who knows them (neighbor.h), bonds of several ports (bond.h), an attacker
 * who has heard it all (attacker.h), and a watch on what must always hold (audit.h).
 * Time jumps from event to event: a minute of two hosts takes microseconds.
 */
#ifndef FIPD_TESTS_WORLD_H
#define FIPD_TESTS_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"
#include "words/original.h"
#include "world/audit.h"
#include "world/clock.h"

enum {
	WORLD_NODES = 2,
	WORLD_SOCKET_MAX = 192,
	WORLD_FLIGHTS_MAX = 640,
	WORLD_NOTES_MAX = 512,
	WORLD_OVERHEARD_MAX = 256,
	WORLD_RULES_MAX = 128,
	WORLD_PORTS_MAX = 4,
	WORLD_ALARMS_MAX = 20,
};

/* What a kernel knows of the peer on a link, see neighbor.h. */
struct neighbor {
	bool known;
	uint8_t mac[6];
	int64_t confirmed_us;
};

/* The ports under the F-IPs, see bond.h: none, or two and more. */
struct bond {
	bool balances; /* its ARP frames leave from any port */
	bool dead;     /* its port lets nothing pass, and it has not failed over yet */
	unsigned port_count;
	uint8_t ports[WORLD_PORTS_MAX]; /* the last octets of their MACs */
};

struct host {
	struct engine engine;
	struct settings settings;
	struct clock clock;
	uint32_t kept_epoch; /* what its disk holds */
	bool kept_pin;
	uint32_t life; /* of its daemon; differs between all daemons ever */
	bool powered;
	bool restarts;       /* the daemon is started anew as soon as it has stopped */
	bool running;        /* the daemon */
	bool frozen;         /* SIGSTOP: the kernel lives on */
	bool paused;         /* the whole host stands still */
	bool carrier;        /* its cable to the segment */
	bool interrupted;    /* it was out and back, and its daemon was not told yet */
	bool lacks;          /* its real IP or the route to the subnet is gone */
	enum lack lack;      /* which of the two */
	bool unwell;         /* a check of its services fails */
	int64_t late_us;     /* the port of its switch forwards so late after carrier */
	int64_t forwards_us; /* the port passes no frame before this */
	int64_t reading_us;  /* its daemon needs so long to read a datagram */
	bool refuses;        /* its kernel refuses to add or renew an F-IP */
	bool fips;           /* in its kernel */
	bool copy;           /* an F-IP that an outsider set is in its kernel */
	bool copy_bound;     /* and another address would go with it */
	int64_t expires_us;  /* local: when the lease ends them */
	int64_t fence_us;    /* local: when the fence removes them, 0: no fence */
	int64_t wake_us;     /* local */
	int64_t starved_us;  /* its daemon gets the CPU up to so much late */
	int64_t runs_us;     /* its daemon does not get the CPU before this */
	unsigned waiting;    /* what lies in its daemon's sockets */
	int64_t slow_us;     /* its kernel's results come so much late */
	enum trouble troubles[LINKS_MAX]; /* as its daemon was told */
	uint8_t card;      /* the last octet of the MAC of the F-IPs' interface */
	uint8_t link_card; /* and of those of its other links */
	struct bond bond;
	bool old; /* its daemon is of the first release: it knows version 1 only */
	struct neighbor neighbors[LINKS_MAX];
};

struct link {
	bool cut[WORLD_NODES]; /* for heartbeats, in the direction from this node */
	bool pulled;           /* its cable, where it is a link of its own */
	unsigned loss_percent;
	int64_t delay_us; /* of a frame, one way */
};

/* Something on its way to a host, or lying in its daemon's socket. */
struct flight {
	int64_t arrives_us;
	int to;
	bool replayed; /* by the attacker */
	uint32_t life; /* the daemon that asked for it, 0: for any */
	uint32_t id;   /* of a heartbeat, from 1 */
	struct input input;
};

/* What the attacker says on the segment in the name of a node, by ARP or ND. */
struct liar {
	bool answers;   /* every probe of the other node */
	bool elsewhere; /* his answers name the node's MAC, and come from his own */
	int as;         /* the node whose MAC he uses */
	enum input_kind says; /* again and again: INPUT_RIVAL_PROBE or INPUT_ANSWERED */
	int64_t period_us;    /* 0: nothing */
	int64_t next_us;
};

/* A datagram that the attacker has heard. */
struct overheard {
	int to;
	uint32_t id;
	uint32_t meant_life;    /* the receiver when it was sent */
	uint32_t accepted_life; /* the receiver that accepted it, 0: none */
	struct heartbeat heartbeat;
};

/* The alarms that a node has told and not ended, see told.h. */
struct open_alarms {
	unsigned count;
	struct event list[WORLD_ALARMS_MAX];
	const char *fault; /* what did not hold first, NULL: nothing */
};

struct told {
	int64_t at_us;
	int node;
	struct event event;
	enum original_line line; /* as which it was logged too */
};

struct world {
	int64_t now_us;
	uint64_t random;
	uint64_t incarnations;
	struct host hosts[WORLD_NODES];
	struct link links[LINKS_MAX];
	bool lan_cut[WORLD_NODES]; /* the segment, from this node to the other */
	bool arp_cut[WORLD_NODES]; /* the same for ARP and Neighbour Discovery only */
	int64_t neighbor_us;       /* how long an entry lives that is not confirmed */
	unsigned reference_sides;  /* bit 0: a reference on n1's side, bit 1: on n2's */
	unsigned duplicate_percent;
	unsigned spike_percent;
	int64_t spike_us;        /* extra delay of so many frames */
	int64_t jitter_us;       /* extra delay of every frame, at most */
	int64_t expiry_slack_us; /* how late the kernel ends a lease */
	bool intruder;           /* a third host answers for the F-IP */
	uint8_t intruder_card;   /* the last octet of its MAC */
	bool recording;          /* the attacker listens */
	struct liar liar;        /* and speaks */
	int caches[WORLD_NODES]; /* whom the caches on that side name, -1: nobody */
	struct audit audit;
	uint64_t sent;
	unsigned socket_max;    /* what a daemon's sockets have room for */
	unsigned waiting_count; /* of the flights, the first so many are in sockets */
	unsigned flight_count;
	unsigned told_count;      /* may exceed the maximum: the rest was not kept */
	unsigned overheard_count; /* datagrams that the attacker has heard */
	bool rule_used[WORLD_RULES_MAX]; /* by index in the rule table */
	/* The arrays come last, the flights first: a snapshot need not copy the rest.
	 */
	struct flight flights[WORLD_FLIGHTS_MAX];
	struct told told[WORLD_NOTES_MAX];
	/* What each node logged last for the watchers of the original: nothing that it
	 * does follows from it. */
	enum original_line lines[WORLD_NODES];
	struct open_alarms alarms[WORLD_NODES]; /* the same is so of these */
	struct overheard overheard[WORLD_OVERHEARD_MAX];
};

/* Begin a world: both hosts powered, cabled, their daemons not yet running. */
void world_init(struct world *world, const struct settings *settings);

/* Start a daemon on a host, with whatever its kernel still holds. */
void world_start(struct world *world, int node);

/* Kill a daemon: its kernel goes on until the lease ends. */
void world_kill(struct world *world, int node);

/*
 * Ask a daemon to stop; it removes its F-IPs and says so.  keep: it will be started
 * again within the lease.
 */
void world_stop(struct world *world, int node, bool keep);

/* Cut the power of a host, or give it back and start its daemon. */
void world_power(struct world *world, int node, bool on);

/* Stop the process, or let it go on. */
void world_freeze(struct world *world, int node, bool frozen);

/* Stop the whole host, its clock too or not; or let it go on. */
void world_pause(struct world *world, int node, bool with_clock);
void world_resume(struct world *world, int node);

/* Pull or plug a host's cable; its daemon sees the carrier. */
void world_cable(struct world *world, int node, bool plugged);

/* Take a host's real IP or route away, or give it back; its daemon hears of it. */
void world_lack(struct world *world, int node, bool lacks, enum lack lack);

/* Have a check of a host's services fail, or none; its daemon hears of it. */
void world_health(struct world *world, int node, bool unwell);

/* Pass an event of now to a daemon, as its I/O would. */
void world_tell(struct world *world, int node, const struct input *input);

/* Pass an event without more than its kind. */
void world_tell_kind(struct world *world, int node, enum input_kind kind);

/* Tell a daemon how the socket of a link fares, if that is news. */
void world_trouble(struct world *world, int node, unsigned path, enum trouble trouble);

/* Tell a daemon the settings of its host, if they are news, as soon as it is awake. */
void world_set(struct world *world, int node);

/* Put other network cards into a host; its daemon sees their MACs. */
void world_card(struct world *world, int node, uint8_t card);

/* Remove the F-IPs of a host behind its daemon's back. */
void world_strip(struct world *world, int node);

/* Have an outsider set an F-IP on a host, one that can be removed or not. */
void world_copy(struct world *world, int node, bool bound);

/* Have him remove it. */
void world_uncopy(struct world *world, int node);

/* Let time go on up to and including until_us. */
void world_run(struct world *world, int64_t until_us);

/* Return whether a host's daemon runs and is not stopped in any way. */
bool world_is_awake(const struct host *host);

/* Return the next pseudo-random number. */
uint64_t world_random(struct world *world);

/* Return whether something of so many percent happens now. */
bool world_happens(struct world *world, unsigned percent);

/* Return the other node. */
int world_other(int node);

#endif
