/*
 * netlink - asking the kernel about interfaces and addresses, and changing addresses.
 *
 * Requests are answered before the call returns (rtnetlink works in the caller's time);
 * a bounded receive timeout keeps a misbehaving kernel from holding fipd up.  Many
 * addresses go in few system calls.  What happens without being asked for comes through
 * monitor.h.
 */
#ifndef FIPD_NETLINK_NETLINK_H
#define FIPD_NETLINK_NETLINK_H

#include <stddef.h>
#include <stdint.h>

#include "netlink/address_message.h"

struct netlink;
struct nlmsghdr;

/* Open the request socket; free it with netlink_close.  0 or -errno. */
int netlink_open(struct netlink **netlink);

/* Close it; NULL is allowed. */
void netlink_close(struct netlink *netlink);

/* Return the port under which the kernel reports the changes that were asked for here.
 */
uint32_t netlink_port(const struct netlink *netlink);

/* Fill in interface by its name.  0, -ENODEV if there is none, or -errno. */
int netlink_find_interface(
	struct netlink *netlink, const char *name, struct netlink_interface *interface);

/* Set how the kernel answers and asks by ARP on an interface.  0 or -errno. */
int netlink_set_arp(struct netlink *netlink, uint32_t interface_index,
	const struct netlink_arp *arp);

/*
 * Send a built request for a list and call on_message for each part of the answer; some
 * may come twice, if the list changes meanwhile.  0 or -errno; a list of an interface
 * that is gone is empty.
 */
int netlink_dump(struct netlink *netlink, void *request,
	void (*on_message)(const struct nlmsghdr *message, void *context),
	void *context);

/*
 * Call on_address for each address of an interface.  0 or -errno; an interface
 * that has none, or is gone, is no error.
 */
int netlink_list_addresses(struct netlink *netlink, uint32_t interface_index,
	void (*on_address)(const struct netlink_address *address, void *context),
	void *context);

/*
 * Add addresses, or let those that are there live anew for their valid_s.  0 when the
 * kernel has confirmed every one, else -errno of the first refusal; the others are set.
 */
int netlink_set_addresses(
	struct netlink *netlink, const struct netlink_address *list, size_t count);

/* Delete addresses; one that is gone already is no error.  0, or -errno of the first.
 */
int netlink_delete_addresses(
	struct netlink *netlink, const struct netlink_address *list, size_t count);

#endif
