/*
 * digest - one number for all states of the pair that cannot be told apart by what
 * follows.
 *
 * Instants count relative to now, in steps of 50 ms and up to a horizon; sequence
 * numbers, incarnations and epochs only by how they compare.  Counters and notes do not
 * count.
 */
#ifndef FIPD_TESTS_EXPLORE_DIGEST_H
#define FIPD_TESTS_EXPLORE_DIGEST_H

#include <stdint.h>

#include "world/world.h"

/* Return the digest of a world, mixed with salt. */
uint64_t digest_of(const struct world *world, uint64_t salt);

#endif
