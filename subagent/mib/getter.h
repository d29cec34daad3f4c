/*
 * getter - how the value of an object is made from a member of fipd's state.
 *
 * Each getter fills in number, or length and octets, of a value whose type is already
 * set; member points into the struct that the object's row names.  There is one for
 * each way in which a thing is kept, not one for each object.
 */
#ifndef FIPD_MIB_GETTER_H
#define FIPD_MIB_GETTER_H

#include "mib/agent.h"
#include "mib/snmp_value.h"

/* bool -> TruthValue. */
void get_truth(struct value *value, const void *member, const struct view *view);

/* uint32_t or an enumeration. */
void get_number(struct value *value, const void *member, const struct view *view);

/* uint64_t: a counter wraps as its type does, anything else stops at the highest value.
 */
void get_count(struct value *value, const void *member, const struct view *view);

/* int64_t microseconds -> milliseconds. */
void get_span(struct value *value, const void *member, const struct view *view);

/* int64_t age in ms at the time of the status -> TimeStamp; never is 0. */
void get_age(struct value *value, const void *member, const struct view *view);

/* int64_t age of fipd -> TimeStamp of when its counters began at zero: since then or
 * reset. */
void get_discontinuity(
	struct value *value, const void *member, const struct view *view);

/* int64_t instant on the subagent's clock -> TimeStamp. */
void get_instant(struct value *value, const void *member, const struct view *view);

/* int64_t Unix time in ms -> DateAndTime in UTC. */
void get_date(struct value *value, const void *member, const struct view *view);

/* char[] -> SnmpAdminString. */
void get_text(struct value *value, const void *member, const struct view *view);

/* char[] address -> InetAddressType; "" is unknown(0). */
void get_address_type(struct value *value, const void *member, const struct view *view);

/* char[] address -> InetAddress; "" is empty. */
void get_address(struct value *value, const void *member, const struct view *view);

/* char[] "02:00:00:00:00:01" -> PhysAddress; "" is empty. */
void get_mac_text(struct value *value, const void *member, const struct view *view);

/* Six bytes -> PhysAddress; all 0 is empty. */
void get_mac(struct value *value, const void *member, const struct view *view);

/* char[] of hexadecimal digits -> octets. */
void get_digest(struct value *value, const void *member, const struct view *view);

/* The configured role, 0 as notSet(3). */
void get_configured_role(
	struct value *value, const void *member, const struct view *view);

/* A role, unknown(1) while fipd is not heard. */
void get_role_now(struct value *value, const void *member, const struct view *view);

/* The peer's state, unknown(6) while fipd is not heard. */
void get_peer_state_now(
	struct value *value, const void *member, const struct view *view);

/* struct alarms -> the severity of the gravest. */
void get_worst(struct value *value, const void *member, const struct view *view);

/* Mask of muted kinds -> BITS of those that are notified, kind 1 first. */
void get_enabled(struct value *value, const void *member, const struct view *view);

/* enum mirror_state. */
void get_mirror_state(struct value *value, const void *member, const struct view *view);

/* Always none(1). */
void get_no_action(struct value *value, const void *member, const struct view *view);

/* The reason of the last refusal. */
void get_refusal(struct value *value, const void *member, const struct view *view);

/* struct fip_status -> "10.0.0.0/8". */
void get_network(struct value *value, const void *member, const struct view *view);

/* The name of the F-IPs' interface. */
void get_interface(struct value *value, const void *member, const struct view *view);

#endif
