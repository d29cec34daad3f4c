/*
 * address_message - rtnetlink messages to and from plain structs, on buffers.
 *
 * No socket here: netlink sends and reads them, monitor reads them, unit tests build
 * them. An F-IP goes on as /32 or /128 (the others' prefix is the real IP's business),
 * without a prefix route, without asking the segment (that is done before), with a
 * finite lifetime, and with fipd's own protocol mark, by which a restarted fipd knows
 * its own.
 */
#ifndef FIPD_NETLINK_ADDRESS_MESSAGE_H
#define FIPD_NETLINK_ADDRESS_MESSAGE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"

struct nlmsghdr;

enum {
	ADDRESS_MESSAGE_BYTES = 128, /* room for any message that is built */
	ADDRESS_MESSAGE_FIP_PROTOCOL =
		0xf1, /* IFA_PROTO: not one of the kernel's (1 to 3) */
};

#define ADDRESS_MESSAGE_FOREVER UINT32_MAX

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
	uint8_t mac[6];
	struct netlink_arp arp;
	char name[IF_NAMESIZE];
};

struct netlink_address {
	struct ip address;
	uint32_t interface_index;
	uint32_t valid_s; /* lifetime, rounded up; ADDRESS_MESSAGE_FOREVER */
	uint8_t prefix_length;
	uint8_t protocol; /* IFA_PROTO, 0: none */
	bool tentative;   /* IPv6: not usable yet, or never, for another host has it */
};

/* Build the request that adds an address or lets it live anew; return its length. */
size_t address_message_put_set(
	void *buffer, uint32_t sequence, const struct netlink_address *address);

/* Build the request that deletes an address; return its length. */
size_t address_message_put_delete(
	void *buffer, uint32_t sequence, const struct netlink_address *address);

/* Build the request for an interface by its name; return its length. */
size_t address_message_put_get_interface(
	void *buffer, uint32_t sequence, const char *name);

/* Build the request for all addresses of an interface; return its length. */
size_t address_message_put_list_addresses(void *buffer, uint32_t index);

/* Build the request that sets the ARP settings of an interface; return its length. */
size_t address_message_put_arp(
	void *buffer, uint32_t interface_index, const struct netlink_arp *arp);

/* Ask for an acknowledgement of a built message. */
void address_message_want_ack(void *buffer);

/* Fill in an interface from a RTM_NEWLINK or RTM_DELLINK; false if it is malformed. */
bool address_message_read_interface(
	const struct nlmsghdr *message, struct netlink_interface *interface);

/* Fill in an address from a RTM_NEWADDR or RTM_DELADDR; false if it is none.
 */
bool address_message_read_address(
	const struct nlmsghdr *message, struct netlink_address *address);

#endif
