/*
 * incident - one thing that happens to the pair, as words and as a deed.
 *
 * Stories, the explorer and the simulator speak the same words: a row of one table says
 * how an incident reads ("cut link L from N") and what it does.  So what the explorer
 * or the simulator finds is printed as a story, and plays again.
 */
#ifndef FIPD_TESTS_INCIDENT_H
#define FIPD_TESTS_INCIDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world/world.h"

struct incident_row;

struct incident {
	const struct incident_row *row;
	int node;        /* N in the words: n1 or n2 */
	unsigned link;   /* L: from 1 */
	int64_t span_us; /* S: a number and a unit */
	long number;     /* P: a number */
};

enum {
	INCIDENT_TEXT_MAX = 80,
};

/* Read the words of an incident; return false if they are not understood. */
bool incident_parse(struct incident *incident, char *const *words, unsigned count);

/* The same of one string of words. */
bool incident_read(struct incident *incident, const char *text);

/* Write its words. */
void incident_write(const struct incident *incident, char text[INCIDENT_TEXT_MAX]);

/* Let it happen. */
void incident_happen(const struct incident *incident, struct world *world);

/*
 * Apply an incident that begins with "set" to settings instead; return false if it is
 * another one.
 */
bool incident_configure(const struct incident *incident, struct settings *settings);

/* Make the network whole again. */
void incident_mend(struct world *world);

#endif
