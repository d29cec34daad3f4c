/*
 * split_brain - both nodes are active: noticed, reported once, followed to its end.
 *
 * The rules end it (failover.c); this module keeps its account.  It is seen in the
 * peer's heartbeats, or, where those are cut, in ARP: the peer's MAC claims an F-IP
 * that this node holds.
 */
#ifndef FIPD_ENGINE_SPLIT_BRAIN_H
#define FIPD_ENGINE_SPLIT_BRAIN_H

#include "engine/state.h"

/* Note evidence of a split brain: the first begins it, the others keep it going. */
void split_brain_begin(struct step *step);

/* Judge a heartbeat of the peer: does the split brain go on, does the peer hear this
 * node? */
void split_brain_follow(struct step *step, const struct heartbeat *heartbeat);

/* End the split brain, if there is one. */
void split_brain_end(struct step *step);

/* Answer an active peer: announce the F-IPs, and send it a heartbeat at once. */
void split_brain_defend(struct step *step);

#endif
