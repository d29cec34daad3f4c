/*
 * notification - the variables that the notification of an event carries.
 *
 * The columns of the event's row, the names of node and pair, and snmpTrapAddress with
 * the node's real IP: a manager maps notifications to hosts by it, and the source
 * address of the packet may be an F-IP.
 */
#ifndef FIPD_TRAPS_NOTIFICATION_H
#define FIPD_TRAPS_NOTIFICATION_H

#include <stddef.h>
#include <stdint.h>

#include "mib/mib.h"

enum {
	NOTIFICATION_VARBINDS_MAX = 18
};

/*
 * Fill in the variables for an event, whose sysUpTime.0 was uptime; return how many
 * there are, at most NOTIFICATION_VARBINDS_MAX.
 */
size_t notification_build(const struct view *view, const struct entry *entry,
	uint32_t uptime, struct varbind varbinds[NOTIFICATION_VARBINDS_MAX]);

/*
 * Return sysUpTime.0 of an event of date_ms, if it is now_ms by the same clock and
 * uptime now; 0 if the event is older than the agent.
 */
uint32_t notification_uptime(int64_t date_ms, int64_t now_ms, uint32_t uptime);

#endif
