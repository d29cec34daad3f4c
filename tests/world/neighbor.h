/*
 * neighbor - the MACs of the two hosts, and what their kernels' neighbour tables know.
 *
 * An entry is made by a question that is answered.  It ages: after a while the kernel
 * asks anew, and without an answer it sends nothing more to that address.  A heartbeat
 * that is not told the peer's MAC depends on it.
 */
#ifndef FIPD_TESTS_NEIGHBOR_H
#define FIPD_TESTS_NEIGHBOR_H

#include "world/world.h"

/* Fill in the MAC of a host's interface on a link (from 1); on link 1 are the F-IPs. */
void neighbor_mac(const struct world *world, int node, unsigned path, uint8_t mac[6]);

/* Return whether a host hears what is sent to this MAC on a link. */
bool neighbor_hears(
	const struct world *world, int node, unsigned path, const uint8_t mac[6]);

/* Return whether what a host's kernel sends to the peer's address has the peer's MAC.
 */
bool neighbor_finds(struct world *world, int from, unsigned path);

/* Forget what a host's kernel knows on a link: it lost the carrier. */
void neighbor_forget(struct world *world, int node, unsigned path);

#endif
