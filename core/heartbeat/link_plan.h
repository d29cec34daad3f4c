/*
 * link_plan - a heartbeat link as it is to be: both ends, interface, pair and keys.
 */
#ifndef FIPD_HEARTBEAT_LINK_PLAN_H
#define FIPD_HEARTBEAT_LINK_PLAN_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/key.h"
#include "schema/config_struct.h"
#include "values/ip.h"

struct link_plan {
	struct ip own;  /* unset: not known yet */
	struct ip peer; /* of the same family */
	uint16_t port;  /* of both ends */
	bool routed;    /* any interface, any hop limit */
	uint32_t pair;
	uint8_t peer_node; /* the node number that must be in the peer's heartbeats */
	uint32_t interval_ms;           /* only for link_trouble */
	char name[CONFIG_NAME_MAX + 1]; /* only for messages */
	char interface[IF_NAMESIZE];    /* not used for the sockets if routed */
	struct keys keys;
};

#endif
