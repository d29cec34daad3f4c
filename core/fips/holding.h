/*
 * holding - the F-IPs in the kernel: put there, renewed, removed and looked for.
 *
 * Every call asks the kernel and has its answer when it returns.  This is where the
 * lease is kept honest: the instant from which it may have run out is taken before the
 * request, so it is never later than the kernel's own.  Who watches the interface is
 * fips.
 */
#ifndef FIPD_FIPS_HOLDING_H
#define FIPD_FIPS_HOLDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "netlink/netlink.h"
#include "protocol/status.h"

struct holding;

/* Make it with a copy of list; netlink stays the caller's.  0 or -errno. */
int holding_open(struct holding **holding, struct netlink *netlink,
	const struct config_fip *list, size_t count);

/* Free it and leave the F-IPs as they are; NULL is allowed. */
void holding_close(struct holding *holding);

/* Return whether the F-IPs count as held. */
bool holding_is_held(const struct holding *holding);

/* Return the instant from which the lease may run out, 0: not held. */
int64_t holding_expires_us(const struct holding *holding);

/* Name the F-IPs on the interface with this index as they are when held; their number.
 */
size_t holding_name(const struct holding *holding, uint32_t interface_index,
	struct netlink_address names[CONFIG_FIPS_MAX]);

/* As fips_find, on the interface with this index. */
int holding_find(
	struct holding *holding, uint32_t interface_index, int64_t *remaining_us);

/* As fips_hold, on the interface with this index. */
int holding_take(struct holding *holding, uint32_t interface_index, uint32_t lease_s);

/* As fips_renew. */
int holding_renew(struct holding *holding, uint32_t lease_s);

/* As fips_release: from this interface and from where they were put last. */
int holding_release(struct holding *holding, uint32_t interface_index);

/* Return whether an address, as the kernel told of it, is where an F-IP is held. */
bool holding_concerns(
	const struct holding *holding, const struct netlink_address *address);

/* Look which held F-IPs the kernel has; return whether one more is not sound. */
bool holding_compare(struct holding *holding);

/*
 * Give up the place where the F-IPs are held if it is not this interface; return
 * whether they are missing now, with their lease going on.
 */
bool holding_leave(struct holding *holding, uint32_t interface_index);

/* As fips_tell, without the interface. */
void holding_tell(const struct holding *holding, int64_t now_us, struct status *status);

#endif
