/*
 * attacker - somebody on the network who hears every datagram and can send it again,
 * and who says on the segment what he likes.
 *
 * Seals keep him from making datagrams of his own; what he has, he can replay to the
 * node that it was meant for, or reflect to the one that sent it.  He keeps the last
 * ones and some of long ago, of former lives of both daemons.  ARP and ND have no seal:
 * he answers, probes and claims with any MAC.
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

/* Answer a node's probe, if he answers. */
void attacker_answer(struct world *world, int asker);

/* Say that a node's real IP is his own. */
void attacker_impersonate(struct world *world, int node);

/* Say what is due. */
void attacker_speak(struct world *world);

/* Return when he speaks next, until_us if not before. */
int64_t attacker_next_us(const struct world *world, int64_t until_us);

#endif
