/*
 * node - this node of the pair: the setup in force, its network and its engine.
 *
 * What the network reports goes to the engine by the driver.  Another setup is put in
 * force as a whole, or taken back as a whole.  What the host lacks (an interface, an
 * address) is waited for.  The clients, the files and the signals are the daemon's.
 */
#ifndef FIPD_NODE_NODE_H
#define FIPD_NODE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fips/resident.h"
#include "node/driver.h"
#include "node/event_log.h"
#include "node/network.h"
#include "node/setup.h"

enum {
	NODE_TEXT_MAX = 256
};

struct node {
	const char *version;
	const char *state; /* fipd's folder */
	struct loop *loop;
	struct setup setup;       /* in force */
	struct settings settings; /* derived from it */
	struct ip own;            /* unset: not known yet */
	struct network network;
	struct resident *resident;
	struct event_log event_log;
	struct driver driver;
	int64_t changed_us;       /* last change of the configuration */
	int64_t restart_until_us; /* end of a planned restart, 0: none is planned */
	bool started;             /* the engine knows whether the network is usable */
	bool usable;              /* as the engine knows it */
	enum lack lack;           /* why it is not usable, as the engine knows it */
	struct quiet quiet;       /* about the interface, which may come and go */
};

/*
 * Open the network as the setup and the own real IP want it.  0 or -errno, as
 * network_open.
 */
int node_open_network(struct node *node);

/* Make the F-IPs resident as the setup wants it; state is fipd's folder.  0 or -errno.
 */
int node_open_resident(struct node *node, const char *state);

/* Begin the engine's life; pinned: it was when its epoch was kept. */
void node_start(struct node *node, const struct recording_start *start, bool pinned);

/* Do what is to be done once a second while something waits, else now and then. */
void node_tick(struct node *node);

/* Put another setup in force; false with the reason in text: the old one still is. */
bool node_reconfigure(
	struct node *node, const struct setup *next, char *text, size_t size);

/*
 * Find the own real IP under a configuration.  False with the reason in text if the
 * configuration cannot be used: one that was known must stay known, else the F-IPs
 * would be given up.
 */
bool node_find_own(const struct node *node, const struct config *config, struct ip *own,
	char *text, size_t size);

/*
 * Plan a restart of fipd within span_s seconds, 0: none any more; say in text what that
 * means.  The stop that follows within them renews the lease and tells the peer to
 * wait, instead of giving the F-IPs up; a fipd that is started before the lease ends
 * goes on with them.  False with the reason in text if a restart now could not keep
 * anything.
 */
bool node_plan_restart(struct node *node, uint32_t span_s, char *text, size_t size);

/* Return an event of this kind at this moment, by which no role changes. */
struct event node_event(const struct node *node, enum event_kind kind);

/* Add an event of this kind, which changes no role, with its details. */
void node_add_event(
	struct node *node, enum event_kind kind, const struct event_words *words);

/* Give up the F-IPs, or keep them for a planned restart, and tell the peer. */
void node_stop(struct node *node);

/* Close the network; undo what was done for resident F-IPs but for a planned restart.
 */
void node_close(struct node *node);

#endif
