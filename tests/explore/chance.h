/*
 * chance - pseudo-random numbers that are the same on every machine for a seed.
 */
#ifndef FIPD_TESTS_EXPLORE_CHANCE_H
#define FIPD_TESTS_EXPLORE_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
	uint64_t state;
};

/* Return the next number (splitmix64). */
uint64_t chance_next(struct chance *chance);

/* Return a number from low to high, both included. */
int64_t chance_between(struct chance *chance, int64_t low, int64_t high);

/* Return whether something of so many percent happens. */
bool chance_of(struct chance *chance, unsigned percent);

#endif
