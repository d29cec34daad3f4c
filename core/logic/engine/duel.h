/*
 * duel - both nodes are active: noticed, told once, followed until it is over.
 *
 * The rules end a duel (failover.c); this module keeps its account.  It is seen in the
 * peer's heartbeats, or, where those are cut, in ARP: the peer's MAC claims an F-IP
 * that this node holds.
 */
#ifndef FIPD_ENGINE_DUEL_H
#define FIPD_ENGINE_DUEL_H

#include "engine/engine.h"

/* Note evidence of a duel: the first begins it, the others keep it going. */
void duel_begin(struct engine *engine, int64_t now_us, struct actions *actions);

/* Judge a heartbeat of the peer: does the duel go on, does the peer hear this node? */
void duel_follow(struct engine *engine, const struct heartbeat *heartbeat,
	int64_t now_us, struct actions *actions);

/* End the duel, if there is one. */
void duel_end(struct engine *engine, int64_t now_us, struct actions *actions);

#endif
