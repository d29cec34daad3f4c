/*
 * own_address - under which real IP this node speaks to its peer.
 *
 * `address` says so; without it, it is the address from which the kernel would reach
 * the peer.  It must stay on this node, so it can be neither an F-IP nor the peer's.
 */
#ifndef FIPD_NODE_OWN_ADDRESS_H
#define FIPD_NODE_OWN_ADDRESS_H

#include "schema/config_struct.h"

enum own_address_verdict {
	OWN_ADDRESS_KNOWN,
	OWN_ADDRESS_UNKNOWN, /* for now: no route, no interface */
	OWN_ADDRESS_IS_FIP,
	OWN_ADDRESS_IS_PEER,
	OWN_ADDRESS_IS_LINK, /* an address of a further heartbeat link */
	OWN_ADDRESS_REFUSED, /* the kernel does not let fipd ask */
};

/*
 * Find the own real IP; unset unless it is known.  *error is the kernel's -errno
 * where it was asked in vain.
 */
enum own_address_verdict own_address_find(
	const struct config *config, struct ip *own, int *error);

/* Write what is wrong, and what to do, as one sentence. */
void own_address_explain(char *text, size_t size, enum own_address_verdict verdict,
	const struct config *config, int error);

#endif
