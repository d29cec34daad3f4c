/*
 * choice - what the adversary of the explorer may do to the pair at the turn of a slot.
 *
 * Each choice is an incident in the words of a story.  Harm costs one of the faults
 * that a path may spend; undoing harm is free.
 */
#ifndef FIPD_TESTS_EXPLORE_CHOICE_H
#define FIPD_TESTS_EXPLORE_CHOICE_H

#include <stdbool.h>

#include "world/world.h"

enum choice_group {
	CHOICE_BASIC = 1, /* daemons, hosts, cables, the network, the operator */
	CHOICE_LINKS = 2, /* the same with two links, each cut by itself */
	CHOICE_ODD = 4,   /* kernels that refuse or are slow, intruders, maintenance */
	CHOICE_ALL = 7,
	CHOICE_LIAR = 8,    /* who answers, probes and claims with a node's MAC */
	CHOICE_ARP = 16,    /* ARP cut, with neighbour tables that forget soon */
	CHOICE_RELOAD = 32, /* the second link taken out and put back */
	CHOICE_HEALTH = 64, /* services that fail, beside what else moves the F-IPs */
};

/* Read the table; call it once before all else.  Only choices of groups are in use. */
void choice_init(unsigned groups);

/* Return whether a choice is in use. */
bool choice_is_in_use(unsigned choice);

/* Return how many choices there are; choice 0 is to do nothing. */
unsigned choice_count(void);

/* Return whether a choice is possible in this world. */
bool choice_is_open(const struct world *world, unsigned choice);

/* Return whether a choice is harm, and so costs a fault. */
bool choice_is_harm(unsigned choice);

/* Do it. */
void choice_make(struct world *world, unsigned choice);

/* Return the statement of a story that does the same: "kill n1". */
const char *choice_name(unsigned choice);

/*
 * Undo all harm at once: every host up and cabled, every daemon running and fit.  What
 * a service does stays as it is.
 */
void choice_heal(struct world *world);

#endif
