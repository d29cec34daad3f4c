/*
 * identity - under which real IP this node speaks to its peer.
 *
 * `address` says so; without it, it is the address from which the kernel would reach
 * the peer.  It must stay on this node, so it can be neither an F-IP nor the peer's.
 */
#ifndef FIPD_NODE_IDENTITY_H
#define FIPD_NODE_IDENTITY_H

#include "config/config.h"

enum identity_verdict {
	IDENTITY_KNOWN,
	IDENTITY_UNKNOWN, /* for now: no route, no interface */
	IDENTITY_IS_FIP,
	IDENTITY_IS_PEER,
	IDENTITY_IS_LINK, /* an address of a further heartbeat path */
	IDENTITY_REFUSED, /* the kernel does not let fipd ask */
};

/*
 * Find the own real IP; unset unless it is known.  *error is the kernel's -errno
 * where it was asked in vain.
 */
enum identity_verdict identity_find(
	const struct config *config, struct ip *own, int *error);

/* Write what is wrong, and what to do, as one sentence. */
void identity_explain(char *text, size_t size, enum identity_verdict verdict,
	const struct config *config, int error);

#endif
