/*
 * netlink - asking the kernel about interfaces and addresses, and changing addresses.
 *
 * An F-IP goes on as /32 or /128 (the others' prefix is the real IP's business),
 * without a prefix route, without asking the segment (that is done before), with a
 * finite lifetime, and with fipd's own protocol mark, by which a restarted fipd knows
 * its own.  Requests are answered before the call returns (rtnetlink works in the
 * caller's time); a bounded receive timeout keeps a misbehaving kernel from holding
 * fipd up.  Many addresses go in few system calls.  What happens without being asked
 * for comes through monitor.h.
 */
#ifndef FIPD_NETLINK_NETLINK_H
#define FIPD_NETLINK_NETLINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"

struct netlink;
struct nlmsghdr;

enum {
	NETLINK_MESSAGE_BYTES = 128, /* room for any message that is built */
	NETLINK_BATCH_MAX = 64,      /* so many addresses change with one request */
	NETLINK_FIP_PROTOCOL = 0xf1, /* IFA_PROTO: not one of the kernel's (1 to 3) */
};

#define NETLINK_FOREVER UINT32_MAX

/* Settings of an interface, as in /proc/sys/net/ipv4/conf. */
struct netlink_arp {
	uint32_t ignore; /* arp_ignore: 1, only addresses of the interface are answered
			  */
	uint32_t announce; /* arp_announce: 2, only they ask */
};

struct netlink_interface {
	uint32_t index; /* 0: there is none */
	bool up;        /* set up, and with a carrier */
	bool router;    /* forwards IPv6 */
	/*
	 * An address outlives the one that it is secondary to, by the interface's own
	 * setting; that of conf/all is not to be had from where /proc/sys is hidden.
	 */
	bool promotes;
	uint8_t mac[6];
	uint32_t carriers; /* how often its carrier has come */
	struct netlink_arp arp;
	char name[IF_NAMESIZE];
};

struct netlink_address {
	struct ip address;
	uint32_t interface_index;
	uint32_t valid_s; /* lifetime, rounded up; NETLINK_FOREVER */
	uint8_t prefix_length;
	uint8_t protocol; /* IFA_PROTO, 0: none */
	bool secondary;   /* IPv4: goes with another address of its network */
	bool tentative;   /* IPv6: not usable yet, or never, for another host has it */
};

/* Open the request socket; free it with netlink_close.  0 or -errno. */
int netlink_open(struct netlink **netlink);

/* Close it; NULL is allowed. */
void netlink_close(struct netlink *netlink);

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

/* Fill in an interface from a RTM_NEWLINK or RTM_DELLINK; false if it is malformed. */
bool netlink_read_interface(
	const struct nlmsghdr *message, struct netlink_interface *interface);

/* Fill in an address from a RTM_NEWADDR or RTM_DELADDR; false if it is none. */
bool netlink_read_address(
	const struct nlmsghdr *message, struct netlink_address *address);

/* For tests: */

/* Build the request that adds an address or lets it live anew; return its length. */
size_t netlink_put_set(
	void *buffer, uint32_t sequence, const struct netlink_address *address);

/* Build the request that deletes an address; return its length. */
size_t netlink_put_delete(
	void *buffer, uint32_t sequence, const struct netlink_address *address);

/* Build the request for an interface by its name; return its length. */
size_t netlink_put_get_interface(void *buffer, uint32_t sequence, const char *name);

/* Build the request for all addresses of an interface; return its length. */
size_t netlink_put_list_addresses(void *buffer, uint32_t index);

/* Build the request that sets the ARP settings of an interface; return its length. */
size_t netlink_put_arp(
	void *buffer, uint32_t interface_index, const struct netlink_arp *arp);

/* Ask for an acknowledgement of a built message. */
void netlink_want_ack(void *buffer);

#endif
