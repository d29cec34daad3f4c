/*
 * getter - how the value of an object is made from a member of fipd's state.
 *
 * There is one getter for each way in which a thing is kept, not one for each object.
 */
#ifndef FIPD_MIB_GETTER_H
#define FIPD_MIB_GETTER_H

#include "mib/agent.h"
#include "mib/snmp_value.h"

enum getter {
	/* bool -> TruthValue. */
	GET_TRUTH,
	/* uint32_t or an enumeration. */
	GET_NUMBER,
	/* uint64_t: a counter wraps as its type does, anything else stops at the
	 * highest value.
	 */
	GET_COUNT,
	/* int64_t microseconds -> milliseconds. */
	GET_SPAN,
	/* int64_t age in ms at the time of the status -> TimeStamp; never is 0. */
	GET_AGE,
	/* int64_t age of fipd -> TimeStamp of when its counters began at zero: since
	 * then or reset. */
	GET_DISCONTINUITY,
	/* int64_t instant on the subagent's clock -> TimeStamp. */
	GET_INSTANT,
	/* int64_t Unix time in ms -> DateAndTime in UTC. */
	GET_DATE,
	/* char[] -> SnmpAdminString. */
	GET_TEXT,
	/* char[] address -> InetAddressType; "" is unknown(0). */
	GET_ADDRESS_TYPE,
	/* char[] address -> InetAddress; "" is empty. */
	GET_ADDRESS,
	/* char[] "02:00:00:00:00:01" -> PhysAddress; "" is empty. */
	GET_MAC_TEXT,
	/* Six bytes -> PhysAddress; all 0 is empty. */
	GET_MAC,
	/* char[] of hexadecimal digits -> octets. */
	GET_DIGEST,
	/* The configured role, 0 as notSet(3). */
	GET_CONFIGURED_ROLE,
	/* A role, unknown(1) while fipd is not heard. */
	GET_ROLE_NOW,
	/* The peer's state, unknown(6) while fipd is not heard. */
	GET_PEER_STATE_NOW,
	/* struct alarms -> the severity of the gravest. */
	GET_WORST,
	/* Mask of muted kinds -> BITS of those that are notified, kind 1 first. */
	GET_ENABLED,
	/* enum mirror_state. */
	GET_MIRROR_STATE,
	/* Always none(1). */
	GET_NO_ACTION,
	/* The reason of the last refusal. */
	GET_REFUSAL,
	/* struct fip_status -> "10.0.0.0/8". */
	GET_NETWORK,
	/* The name of the F-IPs' interface. */
	GET_INTERFACE,
};

/*
 * Fill number, or length and octets, of a value whose type is already set; member
 * points into the struct that the object's row names.
 */
void getter_read(enum getter getter, struct value *value, const void *member,
	const struct view *view);

#endif
