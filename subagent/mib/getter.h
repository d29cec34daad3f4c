/*
 * getter - how the value of an object is made from a member of fipd's state.
 *
 * There is one getter for each way in which a thing is kept, not one for each object.
 */
#ifndef FIPD_MIB_GETTER_H
#define FIPD_MIB_GETTER_H

#include <stdint.h>

#include "mib/snmp_value.h"
#include "mib/table_rows.h"
#include "protocol/subscription.h"

/*
 * The subagent's own figures, beside its mirror of fipd's state.  Instants are
 * milliseconds of one steady clock of the caller's choice.
 */
enum {
	AGENT_CONTEXT_MAX = 32, /* RFC 3411 */
};

struct agent {
	int64_t started_ms;     /* when its counters began at zero */
	int64_t reset_ms;       /* when a counter of fipd was last found to go back */
	int64_t uptime_zero_ms; /* when the SNMP agent's sysUpTime was 0 */
	int64_t date_zero_ms;   /* Unix time in ms when that clock was 0 */
	int64_t now_ms;         /* of the request that is answered */
	uint64_t queued;        /* events whose notification is not delivered yet */
	uint64_t sent;
	uint64_t dropped;
	uint32_t set_lock;    /* TestAndIncr */
	uint32_t resend_from; /* the event from which all are to be sent again, 0: none
			       */
	char context[AGENT_CONTEXT_MAX + 1]; /* of SNMP, "": the default one */
	struct drafts drafts[ADDRESSES_TABLES];
	/* The rows are made of the status and the drafts. */
	struct addresses addresses[ADDRESSES_TABLES];
	char refusal[STATUS_TEXT_MAX + 1]; /* of the last SET that was refused here */
	char core_refusal[STATUS_TEXT_MAX + 1]; /* what fipd's own was at that moment */
};

/* The sources of all that the MIB shows. */
struct view {
	const struct mirror *mirror;
	const struct agent *agent;
};

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
	/* int64_t age in ms -> DateAndTime in UTC; never is 1970. */
	GET_AGE_DATE,
	/* The age in ms of the peer's last heartbeat; 0 while it is heard. */
	GET_PEER_SILENCE,
	/* The same on the link that the member, heard_age_ms, is of. */
	GET_LINK_SILENCE,
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
	/* The state of a link, unknown(4) while fipd is not heard. */
	GET_LINK_STATE_NOW,
	/* The state of an F-IP, unknown(7) while fipd is not heard. */
	GET_FIP_STATE_NOW,
	/* The state of a check, unknown(1) while fipd is not heard. */
	GET_CHECK_STATE_NOW,
	/* The verdict on the whole, as a number and in words. */
	GET_VERDICT,
	GET_VERDICT_TEXT,
	/* What the verdict says of the alarms: how many, and how grave. */
	GET_ALARM_COUNT,
	GET_WORST,
	/* uint32_t kind of event -> TruthValue, whether it is muted. */
	GET_MUTED,
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

/* Note why a SET was refused; fipd's own next refusal replaces it. */
void agent_refuse(struct agent *agent, const struct mirror *mirror, const char *text);

/* For tests: */

/* Return why the last SET or action was refused, here or by fipd; "" if none was. */
const char *agent_refusal(const struct view *view);

#endif
