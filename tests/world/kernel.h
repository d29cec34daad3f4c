/*
 * kernel - a host's kernel and fence, as far as the F-IPs are concerned.
 *
 * It holds them under a lease and removes them when that has run out, some time late,
 * whether the daemon lives or not; the fence removes them in milliseconds where a lease
 * of whole seconds is too coarse.  Both go by the host's clock and stand still while
 * the host is paused.
 */
#ifndef FIPD_TESTS_KERNEL_H
#define FIPD_TESTS_KERNEL_H

#include "world/world.h"

/* Put the F-IPs on the interface; return the kind of event that is its result. */
enum input_kind kernel_hold(struct world *world, int node, const struct action *action);

/* Let their leases run anew; return the same, INPUT_DEADLINE if nothing is heard. */
enum input_kind kernel_renew(
	struct world *world, int node, const struct action *action);

/* Remove them; return the same. */
enum input_kind kernel_release(struct world *world, int node);

/* Remove what an outsider set, unless another address would go with it; the same. */
enum input_kind kernel_expel(struct world *world, int node);

/* Remove what has run out by now, and tell the daemon. */
void kernel_expire(struct world *world, int node);

/* Return when that is due, or until_us. */
int64_t kernel_next_us(const struct world *world, int node, int64_t until_us);

/* Return for how long a daemon that starts now can count on the F-IPs. */
int64_t kernel_remaining_us(const struct world *world, int node);

#endif
