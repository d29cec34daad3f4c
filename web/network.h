/*
 * network - addresses of hosts, the networks that they are in, and how a script names
 * networks and proxies.
 *
 * An IPv4 address that is written as one of IPv6 (::ffff:10.0.0.1, as a socket of both
 * families names its clients) is the IPv4 address, and so is such a network.  A zone
 * (fe80::1%eth0) is passed over: it names an interface of the reader, not a host.
 *
 * The two nodes are configured each by itself, so one proxy gets one text here however
 * it was written there: names in lower case, addresses of IPv6 in the form of RFC 5952
 * and in brackets.  fipd lets only letters, digits, '-', '.' and '_' into a name; any
 * other character becomes '_', so that no name can end the script's string or begin
 * another proxy in it.
 */
#ifndef FIPD_WEB_NETWORK_H
#define FIPD_WEB_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/config_struct.h"

enum {
	NETWORK_IPV4_BYTES = 4,
	NETWORK_IPV6_BYTES = 16,
	NETWORK_ADDRESS_SIZE = 46, /* the longest text of an address and its end */
	NETWORK_SIZE = NETWORK_ADDRESS_SIZE + 4,
	PROXY_SIZE = CONFIG_HOST_MAX + 12, /* ':', ten digits, the end */
};

struct network_address {
	uint32_t length_bytes; /* the kind of address, too */
	uint8_t bytes[NETWORK_IPV6_BYTES];
};

struct network {
	struct network_address address; /* 0 behind the prefix */
	uint32_t prefix_bits;
};

/* Read an address; false, and it is untouched, if the text is none. */
bool network_read_address(struct network_address *address, const char *text);

/* Read address/prefix; false, and network is untouched, if the text is none. */
bool network_read(struct network *network, const char *text);

/*
 * Write a configured network as address/prefix, the same text for the same network;
 * false if it stands for none.
 */
bool network_write(char text[NETWORK_SIZE], const struct config_fip *configured);

/* Return whether an address is in a network; one of the other family never is. */
bool network_contains(
	const struct network *network, const struct network_address *address);

/* Return whether a client, by its address, is in one of the networks; where there is
 * none, everybody is. */
bool network_admits(const struct config_networks *networks, const char *client);

/* Write a proxy as a script names it: "host:port". */
void proxy_write(char text[PROXY_SIZE], const struct config_proxy *proxy);

/* For tests: */

/* Write an address, in the one form of RFC 5952 if it is one of IPv6. */
void network_write_address(
	char text[NETWORK_ADDRESS_SIZE], const struct network_address *address);

#endif
