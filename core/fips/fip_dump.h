/*
 * fip_dump - what an interface has of the F-IPs, as the kernel tells at one moment.
 *
 * An F-IP that is there as fipd sets it is sound: a host address, with fipd's mark,
 * usable.  Whatever else bears the address of an F-IP is a copy that somebody else set
 * or changed; with IPv6 also one that another host was found to have (dadfailed).
 */
#ifndef FIPD_FIPS_FIP_DUMP_H
#define FIPD_FIPS_FIP_DUMP_H

#include <stddef.h>
#include <stdint.h>

#include "fips/fip_list.h"
#include "netlink/netlink.h"

enum {
	FIP_DUMP_MAX = 2 * CONFIG_FIPS_MAX, /* with copies of another prefix */
};

struct fip_dump {
	const struct fip_list *list;
	size_t count; /* of all that is there */
	struct netlink_address found[FIP_DUMP_MAX];
	const struct netlink_address *sound[CONFIG_FIPS_MAX]; /* as list; NULL: none */
	size_t copy_count;
	struct netlink_address copies[FIP_DUMP_MAX];
};

/*
 * Return an F-IP as fipd sets it, for valid_s, on the interface with this index: a host
 * address with fipd's mark.
 */
struct netlink_address fip_dump_name(
	struct ip fip, uint32_t interface_index, uint32_t valid_s);

/* Look at an interface anew; one that is gone has none.  0 or -errno. */
int fip_dump_look(struct fip_dump *dump, struct netlink *netlink, uint32_t index);

/* Return how many F-IPs are there and sound. */
size_t fip_dump_count_sound(const struct fip_dump *dump);

#endif
