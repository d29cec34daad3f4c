#include "mib/mib.h"

#include <string.h>

#include "mib/root.h"
#include "model/event.h"

enum {
	KINDS_OCTETS = (EVENT_LAST + 7) / 8, /* a bit for each kind of event */
};

enum {
	ARC_NOTIFICATIONS = 0,
	ARC_OBJECTS = 1,
	ARC_ENTRY = 1
};

#define WORD     VALUE_INTEGER
#define OCTETS   VALUE_OCTETS
#define COUNTER  VALUE_COUNTER
#define BIG      VALUE_COUNTER64
#define UNSIGNED VALUE_UNSIGNED
#define TICKS    VALUE_TICKS

#define STATUS(name, group, arc, type, get, member)                                    \
	{                                                                              \
		name, group, 0, arc, MIB_STATUS, type, 0, 0, get,                      \
			offsetof(struct status, member), NULL, TEXT_NONE               \
	}
#define SETTING(name, group, arc, type, low, high, get, member, setting, write)        \
	{                                                                              \
		name, group, 0, arc, MIB_STATUS, type, low, high, get,                 \
			offsetof(struct status, member), setting, write                \
	}
#define MIRROR(name, group, arc, type, get, member)                                    \
	{                                                                              \
		name, group, 0, arc, MIB_MIRROR, type, 0, 0, get,                      \
			offsetof(struct mirror, member), NULL, TEXT_NONE               \
	}
#define AGENT(name, group, arc, type, get, member)                                     \
	{                                                                              \
		name, group, 0, arc, MIB_AGENT, type, 0, 0, get,                       \
			offsetof(struct agent, member), NULL, TEXT_NONE                \
	}
#define LINK(name, arc, type, get, member)                                             \
	{                                                                              \
		name, 5, 1, arc, MIB_LINK, type, 0, 0, get,                            \
			offsetof(struct link_status, member), NULL, TEXT_NONE          \
	}
#define FIP(name, arc, type, get, member)                                              \
	{                                                                              \
		name, 6, 1, arc, MIB_FIP, type, 0, 0, get,                             \
			offsetof(struct address_row, member), NULL, TEXT_NONE          \
	}
#define FIP_SETTING(name, arc, type, low, high, member, write)                         \
	{                                                                              \
		name, 6, 1, arc, MIB_FIP, type, low, high, GET_NUMBER,                 \
			offsetof(struct address_row, member), "fips", write            \
	}
#define NETWORK(name, table, arc, type, get, member, source)                           \
	{                                                                              \
		name, 10, table, arc, source, type, 0, 0, get,                         \
			offsetof(struct address_row, member), NULL, TEXT_NONE          \
	}
#define NETWORK_STATUS(name, table, setting, source)                                   \
	{                                                                              \
		name, 10, table, 6, source, WORD, 1, 6, GET_NUMBER,                    \
			offsetof(struct address_row, status), setting, TEXT_ROW_STATUS \
	}
#define NAMED_STATUS(name, group, table, setting, source)                              \
	{                                                                              \
		name, group, table, 2, source, WORD, 1, 6, GET_NUMBER,                 \
			offsetof(struct address_row, status), setting, TEXT_ROW_STATUS \
	}
#define ALARM(name, arc, type, get, member)                                            \
	{                                                                              \
		name, 9, 3, arc, MIB_ALARM, type, 0, 0, get,                           \
			offsetof(struct entry, member), NULL, TEXT_NONE                \
	}
#define CHECK(name, arc, type, get, member)                                            \
	{                                                                              \
		name, 12, 5, arc, MIB_CHECK, type, 0, 0, get,                          \
			offsetof(struct check_status, member), NULL, TEXT_NONE         \
	}
#define HOOK(name, arc, type, get, member)                                             \
	{                                                                              \
		name, 12, 6, arc, MIB_HOOK, type, 0, 0, get,                           \
			offsetof(struct hook_status, member), NULL, TEXT_NONE          \
	}
#define EVENT(name, arc, type, get, member)                                            \
	{                                                                              \
		name, 8, 4, arc, MIB_EVENT, type, 0, 0, get,                           \
			offsetof(struct entry, member), NULL, TEXT_NONE                \
	}

/* clang-format off */
/* table */
static const struct mib_object OBJECTS[] = {
	SETTING("fipdRedundancy", 1, 1, WORD, 1, 2, GET_TRUTH, config.redundancy,
		"redundancy", TEXT_SWITCH),
	SETTING("fipdConfiguredRole", 1, 2, WORD, 1, 2, GET_CONFIGURED_ROLE, config.role,
		"role", TEXT_ROLE),
	SETTING("fipdPeerAddressType", 1, 3, WORD, 1, 2, GET_ADDRESS_TYPE, peer_address,
		"peer", TEXT_NOTHING),
	SETTING("fipdPeerAddress", 1, 4, OCTETS, 4, 16, GET_ADDRESS, peer_address,
		"peer", TEXT_ADDRESS),
	SETTING("fipdPeerAddressText", 1, 5, OCTETS, 1, 63, GET_TEXT, peer_address,
		"peer", TEXT_HOST),
	SETTING("fipdMonitorPort", 1, 6, UNSIGNED, 1, 65535, GET_NUMBER, config.port,
		"port", TEXT_NUMBER),
	SETTING("fipdMonitorInterval", 1, 7, UNSIGNED, 10, 60000, GET_NUMBER, config.interval_ms,
		"interval", TEXT_SPAN),
	SETTING("fipdMonitorCount", 1, 8, UNSIGNED, 2, 100, GET_NUMBER, config.count,
		"count", TEXT_NUMBER),
	STATUS("fipdInterface", 1, 9, OCTETS, GET_TEXT, config.interface),
	SETTING("fipdFailbackPolicy", 1, 10, WORD, 1, 2, GET_NUMBER, config.failback,
		"failback", TEXT_FAILBACK),
	SETTING("fipdFailbackDelay", 1, 11, UNSIGNED, 0, 3600000, GET_NUMBER, config.failback_delay_ms,
		"failback_delay", TEXT_SPAN),
	{ "fipdSetLock", 1, 0, 15, MIB_AGENT, WORD, 0, INT32_MAX, GET_NUMBER,
		offsetof(struct agent, set_lock), MIB_LOCK, TEXT_NOTHING },
	STATUS("fipdOwnAddressType", 1, 16, WORD, GET_ADDRESS_TYPE, own_address),
	STATUS("fipdOwnAddress", 1, 17, OCTETS, GET_ADDRESS, own_address),
	STATUS("fipdOwnAddressText", 1, 18, OCTETS, GET_TEXT, own_address),
	STATUS("fipdDetectionTime", 1, 19, UNSIGNED, GET_NUMBER, detection_ms),
	STATUS("fipdLease", 1, 20, UNSIGNED, GET_NUMBER, lease_s),
	SETTING("fipdOutsiders", 1, 21, WORD, 1, 2, GET_NUMBER, config.outsiders,
		"outsiders", TEXT_OUTSIDERS),
	SETTING("fipdResident", 1, 22, WORD, 1, 2, GET_TRUTH, config.resident, "resident",
		TEXT_SWITCH),
	SETTING("fipdReferences", 1, 23, OCTETS, 0, 255, GET_TEXT, references,
		"references", TEXT_LIST),

	STATUS("fipdVersion", 2, 1, OCTETS, GET_TEXT, version),
	STATUS("fipdNodeName", 2, 2, OCTETS, GET_TEXT, config.node),
	STATUS("fipdPairName", 2, 3, OCTETS, GET_TEXT, config.pair),
	STATUS("fipdStartTime", 2, 4, OCTETS, GET_DATE, started_date_ms),
	STATUS("fipdDiscontinuityTime", 2, 5, TICKS, GET_DISCONTINUITY, started_age_ms),
	MIRROR("fipdCoreStatus", 2, 6, WORD, GET_MIRROR_STATE, state),
	STATUS("fipdConfigDigest", 2, 7, OCTETS, GET_DIGEST, digest),
	STATUS("fipdConfigInSync", 2, 8, WORD, GET_TRUTH, in_sync),
	STATUS("fipdConfigLastChange", 2, 9, TICKS, GET_AGE, changed_age_ms),
	MIRROR("fipdVerdict", 2, 10, WORD, GET_VERDICT, status),
	MIRROR("fipdVerdictText", 2, 11, OCTETS, GET_VERDICT_TEXT, status),
	STATUS("fipdConfigChangeDate", 2, 12, OCTETS, GET_AGE_DATE, changed_age_ms),

	MIRROR("fipdRole", 3, 1, WORD, GET_ROLE_NOW, status.role),
	STATUS("fipdPreviousRole", 3, 2, WORD, GET_NUMBER, previous_role),
	STATUS("fipdRoleSince", 3, 3, TICKS, GET_AGE, role_age_ms),
	STATUS("fipdRoleDate", 3, 4, OCTETS, GET_DATE, role_date_ms),
	STATUS("fipdRoleReason", 3, 5, WORD, GET_NUMBER, reason),
	STATUS("fipdRoleReasonText", 3, 6, OCTETS, GET_TEXT, reason_text),
	STATUS("fipdTakeoverDuration", 3, 7, UNSIGNED, GET_COUNT, takeover_ms),
	SETTING("fipdAction", 3, 8, WORD, 1, 5, GET_NO_ACTION, outcome,
		MIB_ACTION, TEXT_ACTION),
	STATUS("fipdActionOutcome", 3, 9, WORD, GET_NUMBER, outcome),
	STATUS("fipdActionText", 3, 10, OCTETS, GET_TEXT, outcome_text),
	AGENT("fipdRefusalText", 3, 11, OCTETS, GET_REFUSAL, refusal),
	SETTING("fipdMaintenance", 3, 12, WORD, 1, 2, GET_TRUTH, config.maintenance,
		"maintenance", TEXT_SWITCH),
	STATUS("fipdMaintenanceRemaining", 3, 13, UNSIGNED, GET_COUNT,
		outlook.maintenance_ms),

	MIRROR("fipdPeerState", 4, 2, WORD, GET_PEER_STATE_NOW, status.peer_state),
	MIRROR("fipdPeerRole", 4, 3, WORD, GET_ROLE_NOW, status.peer_role),
	STATUS("fipdPeerSince", 4, 5, TICKS, GET_AGE, peer_state_age_ms),
	STATUS("fipdPeerLastHeard", 4, 6, TICKS, GET_AGE, peer_heard_age_ms),
	STATUS("fipdPeerRestarts", 4, 7, COUNTER, GET_COUNT, peer_restarts),
	STATUS("fipdPeerVersion", 4, 8, OCTETS, GET_TEXT, peer_version),
	STATUS("fipdPeerSilence", 4, 9, UNSIGNED, GET_PEER_SILENCE, peer_heard_age_ms),
	STATUS("fipdPeerSinceDate", 4, 10, OCTETS, GET_AGE_DATE, peer_state_age_ms),
	STATUS("fipdPeerLastHeardDate", 4, 11, OCTETS, GET_AGE_DATE, peer_heard_age_ms),

	LINK("fipdLinkName", 2, OCTETS, GET_TEXT, name),
	LINK("fipdLinkIfIndex", 3, WORD, GET_NUMBER, interface_index),
	LINK("fipdLinkOwnAddressType", 4, WORD, GET_ADDRESS_TYPE, own_address),
	LINK("fipdLinkOwnAddress", 5, OCTETS, GET_ADDRESS, own_address),
	LINK("fipdLinkOwnAddressText", 6, OCTETS, GET_TEXT, own_address),
	LINK("fipdLinkPeerAddressType", 7, WORD, GET_ADDRESS_TYPE, peer_address),
	LINK("fipdLinkPeerAddress", 8, OCTETS, GET_ADDRESS, peer_address),
	LINK("fipdLinkPeerAddressText", 9, OCTETS, GET_TEXT, peer_address),
	LINK("fipdLinkPort", 10, UNSIGNED, GET_NUMBER, port),
	LINK("fipdLinkState", 11, WORD, GET_LINK_STATE_NOW, state),
	LINK("fipdLinkSince", 12, TICKS, GET_AGE, state_age_ms),
	LINK("fipdLinkLastHeard", 13, TICKS, GET_AGE, heard_age_ms),
	LINK("fipdLinkSent", 14, BIG, GET_COUNT, sent),
	LINK("fipdLinkReceived", 15, BIG, GET_COUNT, received),
	LINK("fipdLinkLost", 16, BIG, GET_COUNT, lost),
	LINK("fipdLinkDuplicates", 17, BIG, GET_COUNT, duplicates),
	LINK("fipdLinkAuthFailures", 18, BIG, GET_COUNT, unauthenticated),
	LINK("fipdLinkMalformed", 19, BIG, GET_COUNT, malformed),
	LINK("fipdLinkSendErrors", 20, BIG, GET_COUNT, send_errors),
	LINK("fipdLinkRoundTrip", 21, UNSIGNED, GET_NUMBER, round_trip_us),
	LINK("fipdLinkJitter", 22, UNSIGNED, GET_NUMBER, jitter_us),
	LINK("fipdLinkDowns", 23, COUNTER, GET_COUNT, downs),
	LINK("fipdLinkInterface", 24, OCTETS, GET_TEXT, interface),
	LINK("fipdLinkSilence", 25, UNSIGNED, GET_LINK_SILENCE, heard_age_ms),
	LINK("fipdLinkSinceDate", 26, OCTETS, GET_AGE_DATE, state_age_ms),
	LINK("fipdLinkLastHeardDate", 27, OCTETS, GET_AGE_DATE, heard_age_ms),

	FIP("fipdAddressText", 3, OCTETS, GET_TEXT, fip.address),
	FIP_SETTING("fipdAddressPrefixLength", 4, UNSIGNED, 1, 128, fip.prefix_length,
		TEXT_NUMBER),
	FIP("fipdAddressInterface", 5, OCTETS, GET_INTERFACE, fip.address),
	FIP("fipdAddressIfIndex", 6, WORD, GET_NUMBER, fip.interface_index),
	FIP("fipdAddressState", 7, WORD, GET_FIP_STATE_NOW, fip.state),
	FIP("fipdAddressSince", 8, TICKS, GET_AGE, fip.state_age_ms),
	FIP("fipdAddressAnnouncements", 9, BIG, GET_COUNT, fip.announcements),
	FIP("fipdAddressConflicts", 10, BIG, GET_COUNT, fip.conflicts),
	FIP("fipdAddressConflictMac", 11, OCTETS, GET_MAC_TEXT, fip.conflict_mac),
	FIP("fipdAddressStorage", 12, WORD, GET_NUMBER, storage),
	FIP_SETTING("fipdAddressStatus", 13, WORD, 1, 6, status, TEXT_ROW_STATUS),
	FIP("fipdAddressOutsider", 14, OCTETS, GET_TEXT, fip.outsider),
	FIP("fipdAddressSinceDate", 15, OCTETS, GET_AGE_DATE, fip.state_age_ms),
	NAMED_STATUS("fipdFipStatus", 6, 2, "fips", MIB_FIP_NAME),

	STATUS("fipdFailovers", 7, 1, COUNTER, GET_COUNT, failovers),
	STATUS("fipdFailbacks", 7, 2, COUNTER, GET_COUNT, failbacks),
	STATUS("fipdSwitchovers", 7, 3, COUNTER, GET_COUNT, switchovers),
	STATUS("fipdActivations", 7, 4, COUNTER, GET_COUNT, activations),
	STATUS("fipdDeactivations", 7, 5, COUNTER, GET_COUNT, deactivations),
	STATUS("fipdSplitBrains", 7, 6, COUNTER, GET_COUNT, split_brains),
	STATUS("fipdActiveTime", 7, 7, BIG, GET_COUNT, active_ms),
	STATUS("fipdDualActiveTime", 7, 8, BIG, GET_COUNT, dual_active_ms),
	STATUS("fipdLongestTakeover", 7, 9, UNSIGNED, GET_COUNT, longest_takeover_ms),
	STATUS("fipdLateWakeups", 7, 10, COUNTER, GET_COUNT, late_wakeups),

	STATUS("fipdEventLast", 8, 2, UNSIGNED, GET_COUNT, last_sequence),
	STATUS("fipdEventOldest", 8, 3, UNSIGNED, GET_COUNT, oldest_sequence),
	EVENT("fipdEventSequence", 2, UNSIGNED, GET_COUNT, sequence),
	EVENT("fipdEventDate", 3, OCTETS, GET_DATE, date_ms),
	EVENT("fipdEventKind", 4, WORD, GET_NUMBER, event.kind),
	EVENT("fipdEventSeverity", 5, WORD, GET_NUMBER, severity),
	EVENT("fipdEventClears", 6, UNSIGNED, GET_COUNT, clears),
	EVENT("fipdEventPreviousRole", 7, WORD, GET_NUMBER, event.from),
	EVENT("fipdEventRole", 8, WORD, GET_NUMBER, event.to),
	EVENT("fipdEventPeerRole", 9, WORD, GET_NUMBER, event.peer),
	EVENT("fipdEventReason", 10, WORD, GET_NUMBER, event.reason),
	EVENT("fipdEventSilence", 11, UNSIGNED, GET_SPAN, event.silence_us),
	EVENT("fipdEventSilenceLimit", 12, UNSIGNED, GET_SPAN, event.limit_us),
	EVENT("fipdEventDuration", 13, UNSIGNED, GET_SPAN, event.duration_us),
	EVENT("fipdEventMac", 14, OCTETS, GET_MAC, event.mac),
	EVENT("fipdEventText", 15, OCTETS, GET_TEXT, text),
	EVENT("fipdEventSubject", 16, OCTETS, GET_TEXT, subject),
	EVENT("fipdEventActor", 17, OCTETS, GET_TEXT, actor),

	MIRROR("fipdAlarmCount", 9, 1, UNSIGNED, GET_ALARM_COUNT, status),
	MIRROR("fipdAlarmWorst", 9, 2, WORD, GET_WORST, status),
	ALARM("fipdAlarmEvent", 2, UNSIGNED, GET_COUNT, sequence),
	ALARM("fipdAlarmDate", 3, OCTETS, GET_DATE, date_ms),
	ALARM("fipdAlarmKind", 4, WORD, GET_NUMBER, event.kind),
	ALARM("fipdAlarmSeverity", 5, WORD, GET_NUMBER, severity),
	ALARM("fipdAlarmReason", 6, WORD, GET_NUMBER, event.reason),
	ALARM("fipdAlarmLink", 7, UNSIGNED, GET_NUMBER, event.link),
	ALARM("fipdAlarmText", 8, OCTETS, GET_TEXT, text),
	ALARM("fipdAlarmSubject", 9, OCTETS, GET_TEXT, subject),

	SETTING("fipdPacEnable", 10, 1, WORD, 1, 2, GET_TRUTH, config.pac.enabled,
		"pac", TEXT_SWITCH),
	SETTING("fipdPacPort", 10, 2, UNSIGNED, 1, 65535, GET_NUMBER, config.pac.port,
		"pac_port", TEXT_NUMBER),
	SETTING("fipdPacProxyHost", 10, 3, OCTETS, 1, 253, GET_TEXT, config.pac.own.host,
		"proxy", TEXT_HOST),
	SETTING("fipdPacProxyPort", 10, 4, UNSIGNED, 1, 65535, GET_NUMBER, config.pac.own.port,
		"proxy_port", TEXT_NUMBER),
	SETTING("fipdPacProxyWeight", 10, 5, UNSIGNED, 1, 100, GET_NUMBER, config.pac.own.weight,
		"proxy_weight", TEXT_NUMBER),
	SETTING("fipdPacPeerProxyHost", 10, 6, OCTETS, 1, 253, GET_TEXT, config.pac.peer.host,
		"peer_proxy", TEXT_HOST),
	SETTING("fipdPacPeerProxyPort", 10, 7, UNSIGNED, 1, 65535, GET_NUMBER, config.pac.peer.port,
		"peer_proxy_port", TEXT_NUMBER),
	SETTING("fipdPacPeerProxyWeight", 10, 8, UNSIGNED, 1, 100, GET_NUMBER, config.pac.peer.weight,
		"peer_proxy_weight", TEXT_NUMBER),
	SETTING("fipdPacShareLoad", 10, 9, WORD, 1, 2, GET_TRUTH, config.pac.share_load,
		"share_load", TEXT_SWITCH),
	SETTING("fipdPacSplit", 10, 10, WORD, 1, 2, GET_NUMBER, config.pac.split,
		"split", TEXT_SPLIT),
	STATUS("fipdPacFirst", 10, 11, WORD, GET_TRUTH, pac_first),
	STATUS("fipdPacRequests", 10, 12, COUNTER, GET_COUNT, pac_requests),
	NETWORK("fipdPacDirectText", 13, 4, OCTETS, GET_NETWORK, fip, MIB_DIRECT),
	NETWORK("fipdPacDirectStorage", 13, 5, WORD, GET_NUMBER, storage, MIB_DIRECT),
	NETWORK_STATUS("fipdPacDirectStatus", 13, "direct_networks", MIB_DIRECT),
	NETWORK("fipdPacClientText", 14, 4, OCTETS, GET_NETWORK, fip, MIB_CLIENT),
	NETWORK("fipdPacClientStorage", 14, 5, WORD, GET_NUMBER, storage, MIB_CLIENT),
	NETWORK_STATUS("fipdPacClientStatus", 14, "client_networks", MIB_CLIENT),
	SETTING("fipdPacDirectPlainNames", 10, 15, WORD, 1, 2, GET_TRUTH,
		config.pac.direct_plain_names, "direct_plain_names", TEXT_SWITCH),
	NAMED_STATUS("fipdPacDirectNetStatus", 10, 16, "direct_networks", MIB_DIRECT_NAME),
	NAMED_STATUS("fipdPacClientNetStatus", 10, 17, "client_networks", MIB_CLIENT_NAME),

	SETTING("fipdNotificationEnable", 11, 1, OCTETS, 0, KINDS_OCTETS, GET_ENABLED,
		config.muted, "mute", TEXT_MUTED),
	AGENT("fipdNotificationsQueued", 11, 2, UNSIGNED, GET_COUNT, queued),
	AGENT("fipdNotificationsSent", 11, 3, COUNTER, GET_COUNT, sent),
	AGENT("fipdNotificationsDropped", 11, 4, COUNTER, GET_COUNT, dropped),
	AGENT("fipdNotificationDiscontinuity", 11, 5, TICKS, GET_INSTANT, started_ms),
	{ "fipdNotificationResendFrom", 11, 0, 6, MIB_AGENT, UNSIGNED, 0, UINT32_MAX, GET_NUMBER,
		offsetof(struct agent, resend_from), MIB_RESEND, TEXT_NOTHING },
	SETTING("fipdNotificationResendAfterCut", 11, 7, WORD, 1, 2, GET_TRUTH,
		config.resend_after_cut, "resend_after_cut", TEXT_SWITCH),
	SETTING("fipdNotificationSpacing", 11, 8, UNSIGNED, 0, 3600000, GET_NUMBER,
		config.notification_spacing_ms, "notification_spacing", TEXT_SPAN),
	{ "fipdNotificationMuted", 11, 9, 2, MIB_KIND, WORD, 1, 2, GET_MUTED, 0,
		"mute", TEXT_MUTE },

	STATUS("fipdUnwell", 12, 1, WORD, GET_TRUTH, outlook.unwell),
	STATUS("fipdPeerUnwell", 12, 2, WORD, GET_TRUTH, outlook.peer_unwell),
	STATUS("fipdChecksReported", 12, 3, WORD, GET_TRUTH, tasks_known),
	STATUS("fipdChecksReportedText", 12, 4, OCTETS, GET_TEXT, tasks_text),
	CHECK("fipdCheckName", 2, OCTETS, GET_TEXT, name),
	CHECK("fipdCheckKind", 3, WORD, GET_NUMBER, kind),
	CHECK("fipdCheckEffect", 4, WORD, GET_NUMBER, effect),
	CHECK("fipdCheckTarget", 5, OCTETS, GET_TEXT, target),
	CHECK("fipdCheckState", 6, WORD, GET_CHECK_STATE_NOW, state),
	CHECK("fipdCheckText", 7, OCTETS, GET_TEXT, text),
	CHECK("fipdCheckSince", 8, TICKS, GET_AGE, state_age_ms),
	CHECK("fipdCheckSinceDate", 9, OCTETS, GET_AGE_DATE, state_age_ms),
	CHECK("fipdCheckDuration", 10, UNSIGNED, GET_NUMBER, took_ms),
	HOOK("fipdHookName", 2, OCTETS, GET_TEXT, name),
	HOOK("fipdHookState", 3, WORD, GET_NUMBER, state),
	HOOK("fipdHookText", 4, OCTETS, GET_TEXT, text),
	HOOK("fipdHookEvent", 5, UNSIGNED, GET_COUNT, sequence),
	HOOK("fipdHookEndedDate", 6, OCTETS, GET_AGE_DATE, ended_age_ms),
	HOOK("fipdHookRuns", 7, COUNTER, GET_COUNT, runs),
	HOOK("fipdHookFailures", 8, COUNTER, GET_COUNT, failures),
	HOOK("fipdHookDuration", 9, UNSIGNED, GET_NUMBER, took_ms),
};
/* clang-format on */

enum {
	OBJECT_COUNT = sizeof(OBJECTS) / sizeof(OBJECTS[0])
};

const struct mib_object *mib_objects(size_t *count)
{
	*count = OBJECT_COUNT;
	return OBJECTS;
}

const struct mib_object *mib_find(const char *name)
{
	for (size_t i = 0; i < OBJECT_COUNT; i++) {
		if (strcmp(OBJECTS[i].name, name) == 0) {
			return &OBJECTS[i];
		}
	}
	return NULL;
}

/* flat switch */
bool mib_is_table(enum mib_source source, enum address_table *table)
{
	*table = ADDRESSES_FIPS;
	switch (source) {
	case MIB_FIP:
	case MIB_FIP_NAME:
		return true;
	case MIB_DIRECT:
	case MIB_DIRECT_NAME:
		*table = ADDRESSES_DIRECT;
		return true;
	case MIB_CLIENT:
	case MIB_CLIENT_NAME:
		*table = ADDRESSES_CLIENTS;
		return true;
	case MIB_STATUS:
	case MIB_MIRROR:
	case MIB_AGENT:
	case MIB_LINK:
	case MIB_KIND:
	case MIB_EVENT:
	case MIB_ALARM:
	case MIB_CHECK:
	case MIB_HOOK:
		break;
	}
	return false;
}

bool mib_is_by_name(enum mib_source source)
{
	return source == MIB_FIP_NAME || source == MIB_DIRECT_NAME
	       || source == MIB_CLIENT_NAME;
}

struct oid mib_root(void)
{
	static const uint32_t root[] = { MIB_ROOT };
	struct oid oid = { .length = sizeof(root) / sizeof(root[0]) };

	memcpy(oid.arcs, root, sizeof(root));
	return oid;
}

static struct oid objects_root(void)
{
	struct oid oid = mib_root();

	oid_add(&oid, ARC_OBJECTS);
	return oid;
}

struct oid mib_name(const struct mib_object *object)
{
	struct oid oid = objects_root();

	oid_add(&oid, object->group);
	if (object->table != 0) {
		oid_add(&oid, object->table);
		oid_add(&oid, ARC_ENTRY);
	}
	oid_add(&oid, object->arc);
	return oid;
}

struct oid mib_notification(uint32_t kind)
{
	struct oid oid = mib_root();

	oid_add(&oid, ARC_NOTIFICATIONS);
	oid_add(&oid, kind);
	return oid;
}
