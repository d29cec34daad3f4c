/*
 * ip - an address of IPv4 or IPv6, as one plain value.
 *
 * Everything that names a host or an F-IP passes this, and asks for the family only
 * where the network does.  The bytes are in network order, so that comparing them is
 * comparing the addresses as numbers; those that a family does not use are zero.
 */
#ifndef FIPD_VALUES_IP_H
#define FIPD_VALUES_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	IP_NONE = 0, /* families: what struct ip and the seal of a heartbeat say */
	IP_V4 = 4,
	IP_V6 = 6,
	IP_TEXT_SIZE = 46, /* the longest text and its end */
	IP_PREFIX_TEXT_SIZE = IP_TEXT_SIZE + 4,
};

struct ip {
	uint8_t family;
	uint8_t bytes[16];
};

/* Make an address of a family from its bytes in network order. */
struct ip ip_make(uint8_t family, const void *bytes);

/* Read an address of either family; false, and ip untouched, if text is none. */
bool ip_read(const char *text, struct ip *ip);

/* Write an address, 0.0.0.0 for none, and return text. */
const char *ip_write(struct ip ip, char text[IP_TEXT_SIZE]);

/* Write an address with a prefix length, "10.0.0.0/8", and return text. */
const char *ip_write_prefix(
	struct ip ip, uint8_t prefix_length, char text[IP_PREFIX_TEXT_SIZE]);

/* Read such a text; false, and both are untouched, if it is none. */
bool ip_read_prefix(const char *text, struct ip *ip, uint8_t *prefix_length);

/* Return whether there is an address. */
bool ip_is_set(struct ip ip);

/* Return whether two addresses are the same one. */
bool ip_equal(struct ip a, struct ip b);

/* Compare as numbers, IPv4 before IPv6: below, equal to or above 0. */
int ip_compare(struct ip a, struct ip b);

/* Return how many bytes an address of this family has: 0, 4 or 16. */
size_t ip_length_bytes(uint8_t family);

/* Return whether it is one of fe80::/10, which means something on its link only. */
bool ip_is_link_local(struct ip ip);

/* Return whether the first bits of two addresses of one family are equal. */
bool ip_shares_prefix(struct ip a, struct ip b, unsigned prefix_length);

/* Return an IPv4 address as a number in host order. */
uint32_t ip_number(struct ip ip);

#endif
