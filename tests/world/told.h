/*
 * told - what each node has told, as the daemon's event log puts it down: with the
 * lines of the original, the alarms that follow from how a node stands, and the ends
 * of all.
 */
#ifndef FIPD_TESTS_WORLD_TOLD_H
#define FIPD_TESTS_WORLD_TOLD_H

#include "world/world.h"

/* Put down what a node tells, and what must be told before it. */
void told_add(struct world *world, int node, const struct event *event);

/*
 * Put down what follows from a step, before which the node had settled in a role; in a
 * confirmed one the operator is content with where the F-IPs are.
 */
void told_settle(struct world *world, int node, enum role before, bool confirmed);

#endif
