/*
 * entry - the entries of the settings that are lists: an F-IP, a network, a link.
 */
#ifndef FIPD_CONFIG_ENTRY_H
#define FIPD_CONFIG_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "config/ip.h"
#include "config/position.h"

enum {
	CONFIG_NAME_MAX = 32,
	CONFIG_INTERFACE_MAX = 15,
	CONFIG_HOST_MAX = 253, /* RFC 1035, less the dot at the end */
	CONFIG_NETWORKS_MAX = 32,
};

struct config_fip {
	struct ip address;
	uint8_t prefix_length;
};

/* Networks, each as its first address. */
struct config_networks {
	size_t count;
	struct config_fip list[CONFIG_NETWORKS_MAX];
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
