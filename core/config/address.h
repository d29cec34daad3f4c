/*
 * address - addresses as an operator writes them, and which of them can be what.
 *
 * A real IP is any address that a host can have, loopback included: a pair on one
 * machine is a way to try things.  An F-IP comes with its prefix length and must be an
 * address that a segment can share: no network, broadcast, multicast or loopback
 * address.
 */
#ifndef FIPD_CONFIG_ADDRESS_H
#define FIPD_CONFIG_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/config_struct.h"
#include "values/fault.h"
#include "values/ip.h"

/* Read a real IP; on a fault write it, without the setting's name. */
bool address_read(const char *text, struct ip *address, struct fault *fault);

/*
 * Read an F-IP, "192.168.0.100/24" or "192.168.0.100/255.255.255.0"; on a fault write
 * it, without the setting's name.
 */
bool address_read_fip(const char *text, struct config_fip *fip, struct fault *fault);

/*
 * Read a network by its first address, "10.0.0.0/8" or "10.0.0.0/255.0.0.0"; on a fault
 * say it, without the setting's name.
 */
bool address_read_network(
	const char *text, struct config_fip *network, struct fault *fault);

/*
 * Return whether text can name a host that others look up, such as a proxy: an address
 * that a host can have, without brackets, or a name of letters, digits, '-' and '_'
 * between dots (RFC 1123; '_' is common all the same).
 */
bool address_is_host(const char *text);

#endif
