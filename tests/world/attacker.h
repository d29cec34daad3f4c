/*
 * attacker - somebody on the network who hears every datagram and can send it again.
 *
 * Seals keep him from making datagrams of his own; what he has, he can replay to the
 * node that it was meant for, or reflect to the one that sent it.  He keeps the last
 * ones and some of long ago, of former lives of both daemons.
 */
#ifndef FIPD_TESTS_ATTACKER_H
#define FIPD_TESTS_ATTACKER_H

#include "world/world.h"

/* Hear a datagram on its way to a node; return its number. */
uint32_t attacker_hear(struct world *world, int to, const struct heartbeat *heartbeat);

/* Return what is known of a datagram, NULL if the attacker has forgotten it. */
struct overheard *attacker_recall(struct world *world, uint32_t id);

/* Send all again, to both, at once. */
void attacker_replay(struct world *world);

/* Send some again, chosen at random, each to whom it was meant for or back. */
void attacker_replay_some(struct world *world, unsigned count);

/* Send all back to their senders, at once. */
void attacker_reflect(struct world *world);

#endif
