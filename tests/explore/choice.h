/*
 * choice - what the adversary of the explorer may do to the pair at the turn of a slot.
 *
 * Harm costs one of the faults that a path may spend; undoing harm is free.
 */
#ifndef FIPD_TESTS_EXPLORE_CHOICE_H
#define FIPD_TESTS_EXPLORE_CHOICE_H

#include <stdbool.h>

#include "world/world.h"

enum {
	CHOICES = 25
};

/* Return whether a choice is possible in this world. */
bool choice_is_open(const struct world *world, unsigned choice);

/* Return whether a choice is harm, and so costs a fault. */
bool choice_is_harm(unsigned choice);

/* Do it. */
void choice_make(struct world *world, unsigned choice);

/* Return the statement of a story that does the same: "kill n1". */
const char *choice_name(unsigned choice);

/* Undo all harm at once: every host up and cabled, every daemon running. */
void choice_heal(struct world *world);

#endif
