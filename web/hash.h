/*
 * hash - 64-bit numbers from bytes, the same on every machine.
 *
 * FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv), takes bytes in one by one, so
 * that a text can be hashed in pieces.  Its low bits depend little on its last bytes,
 * so what is compared as a number goes through SplitMix64 (Steele, Lea, Flood, "Fast
 * Splittable Pseudorandom Number Generators", OOPSLA 2014), whose finalizer lets each
 * bit depend on all of them.  Neither withstands an adversary, and none is to.
 */
#ifndef FIPD_WEB_HASH_H
#define FIPD_WEB_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The hash of no bytes. */
#define HASH_EMPTY UINT64_C(0xcbf29ce484222325)

/* Return the hash of what has been hashed already and these bytes behind it. */
uint64_t hash_append(uint64_t hash, const void *bytes, size_t length_bytes);

/* Return the number that SplitMix64 gives as its index-th, from 1, after a seed. */
uint64_t hash_draw(uint64_t seed, uint32_t index);

#endif
