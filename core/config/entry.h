/*
 * entry - the entries of the settings that are lists: an F-IP, a link.
 */
#ifndef FIPD_CONFIG_ENTRY_H
#define FIPD_CONFIG_ENTRY_H

#include <stdint.h>

#include "values/ip.h"
#include "values/position.h"

enum {
	CONFIG_NAME_MAX = 32,
	CONFIG_INTERFACE_MAX = 15,
};

/* Also a network, by its first address. */
struct config_fip {
	struct ip address;
	uint8_t prefix_length;
};

/* A heartbeat path beside the one between the real IPs. */
struct config_link {
	char name[CONFIG_NAME_MAX + 1];
	char interface[CONFIG_INTERFACE_MAX + 1];
	struct ip address;
	struct ip peer;
	struct position place; /* in its file, for messages */
};

#endif
