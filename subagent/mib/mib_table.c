#include "mib/mib_table.h"

#include "mib/getter.h"
#include "mib/to_text.h"

#define WORD     VALUE_INTEGER
#define OCTETS   VALUE_OCTETS
#define COUNTER  VALUE_COUNTER
#define BIG      VALUE_COUNTER64
#define UNSIGNED VALUE_UNSIGNED
#define TICKS    VALUE_TICKS

#define STATUS(name, group, arc, type, get, member)                                    \
	{                                                                              \
		name, group, 0, arc, MIB_STATUS, type, 0, 0, get,                      \
			offsetof(struct status, member), NULL, NULL                    \
	}
#define SETTING(name, group, arc, type, low, high, get, member, setting, write)        \
	{                                                                              \
		name, group, 0, arc, MIB_STATUS, type, low, high, get,                 \
			offsetof(struct status, member), setting, write                \
	}
#define MIRROR(name, group, arc, type, get, member)                                    \
	{                                                                              \
		name, group, 0, arc, MIB_MIRROR, type, 0, 0, get,                      \
			offsetof(struct mirror, member), NULL, NULL                    \
	}
#define AGENT(name, group, arc, type, get, member)                                     \
	{                                                                              \
		name, group, 0, arc, MIB_AGENT, type, 0, 0, get,                       \
			offsetof(struct agent, member), NULL, NULL                     \
	}
#define LINK(name, arc, type, get, member)                                             \
	{                                                                              \
		name, 5, 1, arc, MIB_LINK, type, 0, 0, get,                            \
			offsetof(struct link_status, member), NULL, NULL               \
	}
#define FIP(name, arc, type, get, member)                                              \
	{                                                                              \
		name, 6, 1, arc, MIB_FIP, type, 0, 0, get,                             \
			offsetof(struct address_row, member), NULL, NULL               \
	}
#define FIP_SETTING(name, arc, type, low, high, member, write)                         \
	{                                                                              \
		name, 6, 1, arc, MIB_FIP, type, low, high, get_number,                 \
			offsetof(struct address_row, member), "fips", write            \
	}
#define NETWORK(name, table, arc, type, get, member, source)                           \
	{                                                                              \
		name, 10, table, arc, source, type, 0, 0, get,                         \
			offsetof(struct address_row, member), NULL, NULL               \
	}
#define NETWORK_STATUS(name, table, setting, source)                                   \
	{                                                                              \
		name, 10, table, 6, source, WORD, 1, 6, get_number,                    \
			offsetof(struct address_row, status), setting,                 \
			write_row_status                                               \
	}
#define ALARM(name, arc, type, get, member)                                            \
	{                                                                              \
		name, 9, 3, arc, MIB_ALARM, type, 0, 0, get,                           \
			offsetof(struct entry, member), NULL, NULL                     \
	}
#define EVENT(name, arc, type, get, member)                                            \
	{                                                                              \
		name, 8, 4, arc, MIB_EVENT, type, 0, 0, get,                           \
			offsetof(struct entry, member), NULL, NULL                     \
	}

/* clang-format off */
/* table */
const struct mib_object mib_table[] = {
	SETTING("fipdRedundancy", 1, 1, WORD, 1, 2, get_truth, redundancy,
		"redundancy", write_switch),
	SETTING("fipdConfiguredRole", 1, 2, WORD, 1, 2, get_configured_role, configured_role,
		"role", write_role),
	SETTING("fipdPeerAddressType", 1, 3, WORD, 1, 1, get_address_type, peer_address,
		"peer", write_nothing),
	SETTING("fipdPeerAddress", 1, 4, OCTETS, 4, 4, get_address, peer_address,
		"peer", write_address),
	STATUS("fipdPeerAddressText", 1, 5, OCTETS, get_text, peer_address),
	SETTING("fipdMonitorPort", 1, 6, UNSIGNED, 1, 65535, get_number, port,
		"port", write_number),
	SETTING("fipdMonitorInterval", 1, 7, UNSIGNED, 10, 60000, get_number, interval_ms,
		"interval", write_span),
	SETTING("fipdMonitorCount", 1, 8, UNSIGNED, 2, 100, get_number, count,
		"count", write_number),
	STATUS("fipdInterface", 1, 9, OCTETS, get_text, interface),
	SETTING("fipdFailbackPolicy", 1, 10, WORD, 1, 2, get_number, failback,
		"failback", write_failback),
	SETTING("fipdFailbackDelay", 1, 11, UNSIGNED, 0, 3600000, get_number, failback_delay_ms,
		"failback_delay", write_span),
	{ "fipdSetLock", 1, 0, 15, MIB_AGENT, WORD, 0, INT32_MAX, get_number,
		offsetof(struct agent, set_lock), MIB_LOCK, write_nothing },
	STATUS("fipdOwnAddressType", 1, 16, WORD, get_address_type, own_address),
	STATUS("fipdOwnAddress", 1, 17, OCTETS, get_address, own_address),
	STATUS("fipdOwnAddressText", 1, 18, OCTETS, get_text, own_address),
	STATUS("fipdDetectionTime", 1, 19, UNSIGNED, get_number, detection_ms),
	STATUS("fipdLease", 1, 20, UNSIGNED, get_number, lease_s),

	STATUS("fipdVersion", 2, 1, OCTETS, get_text, version),
	STATUS("fipdNodeName", 2, 2, OCTETS, get_text, node),
	STATUS("fipdPairName", 2, 3, OCTETS, get_text, pair),
	STATUS("fipdStartTime", 2, 4, OCTETS, get_date, started_date_ms),
	STATUS("fipdDiscontinuityTime", 2, 5, TICKS, get_discontinuity, started_age_ms),
	MIRROR("fipdCoreStatus", 2, 6, WORD, get_mirror_state, state),
	STATUS("fipdConfigDigest", 2, 7, OCTETS, get_digest, digest),
	STATUS("fipdConfigInSync", 2, 8, WORD, get_truth, in_sync),
	STATUS("fipdConfigLastChange", 2, 9, TICKS, get_age, changed_age_ms),

	MIRROR("fipdRole", 3, 1, WORD, get_role_now, status.role),
	STATUS("fipdPreviousRole", 3, 2, WORD, get_number, previous_role),
	STATUS("fipdRoleSince", 3, 3, TICKS, get_age, role_age_ms),
	STATUS("fipdRoleDate", 3, 4, OCTETS, get_date, role_date_ms),
	STATUS("fipdRoleReason", 3, 5, WORD, get_number, reason),
	STATUS("fipdRoleReasonText", 3, 6, OCTETS, get_text, reason_text),
	STATUS("fipdTakeoverDuration", 3, 7, UNSIGNED, get_count, takeover_ms),
	SETTING("fipdAction", 3, 8, WORD, 1, 5, get_no_action, outcome,
		MIB_ACTION, write_action),
	STATUS("fipdActionOutcome", 3, 9, WORD, get_number, outcome),
	STATUS("fipdActionText", 3, 10, OCTETS, get_text, outcome_text),
	AGENT("fipdRefusalText", 3, 11, OCTETS, get_refusal, refusal),
	SETTING("fipdMaintenance", 3, 12, WORD, 1, 2, get_truth, outlook.maintenance,
		"maintenance", write_switch),

	MIRROR("fipdPeerState", 4, 2, WORD, get_peer_state_now, status.peer_state),
	MIRROR("fipdPeerRole", 4, 3, WORD, get_role_now, status.peer_role),
	STATUS("fipdPeerSince", 4, 5, TICKS, get_age, peer_state_age_ms),
	STATUS("fipdPeerLastHeard", 4, 6, TICKS, get_age, peer_heard_age_ms),
	STATUS("fipdPeerRestarts", 4, 7, COUNTER, get_count, peer_restarts),
	STATUS("fipdPeerVersion", 4, 8, OCTETS, get_text, peer_version),

	LINK("fipdLinkName", 2, OCTETS, get_text, name),
	LINK("fipdLinkIfIndex", 3, WORD, get_number, interface_index),
	LINK("fipdLinkOwnAddressType", 4, WORD, get_address_type, own_address),
	LINK("fipdLinkOwnAddress", 5, OCTETS, get_address, own_address),
	LINK("fipdLinkOwnAddressText", 6, OCTETS, get_text, own_address),
	LINK("fipdLinkPeerAddressType", 7, WORD, get_address_type, peer_address),
	LINK("fipdLinkPeerAddress", 8, OCTETS, get_address, peer_address),
	LINK("fipdLinkPeerAddressText", 9, OCTETS, get_text, peer_address),
	LINK("fipdLinkPort", 10, UNSIGNED, get_number, port),
	LINK("fipdLinkState", 11, WORD, get_number, state),
	LINK("fipdLinkSince", 12, TICKS, get_age, state_age_ms),
	LINK("fipdLinkLastHeard", 13, TICKS, get_age, heard_age_ms),
	LINK("fipdLinkSent", 14, BIG, get_count, sent),
	LINK("fipdLinkReceived", 15, BIG, get_count, received),
	LINK("fipdLinkLost", 16, BIG, get_count, lost),
	LINK("fipdLinkDuplicates", 17, BIG, get_count, duplicates),
	LINK("fipdLinkAuthFailures", 18, BIG, get_count, unauthenticated),
	LINK("fipdLinkMalformed", 19, BIG, get_count, malformed),
	LINK("fipdLinkSendErrors", 20, BIG, get_count, send_errors),
	LINK("fipdLinkRoundTrip", 21, UNSIGNED, get_number, round_trip_us),
	LINK("fipdLinkJitter", 22, UNSIGNED, get_number, jitter_us),
	LINK("fipdLinkDowns", 23, COUNTER, get_count, downs),

	FIP("fipdAddressText", 3, OCTETS, get_text, fip.address),
	FIP_SETTING("fipdAddressPrefixLength", 4, UNSIGNED, 1, 128, fip.prefix_length,
		write_number),
	FIP("fipdAddressInterface", 5, OCTETS, get_interface, fip.address),
	FIP("fipdAddressIfIndex", 6, WORD, get_number, fip.interface_index),
	FIP("fipdAddressState", 7, WORD, get_number, fip.state),
	FIP("fipdAddressSince", 8, TICKS, get_age, fip.state_age_ms),
	FIP("fipdAddressAnnouncements", 9, BIG, get_count, fip.announcements),
	FIP("fipdAddressConflicts", 10, BIG, get_count, fip.conflicts),
	FIP("fipdAddressConflictMac", 11, OCTETS, get_mac_text, fip.conflict_mac),
	FIP("fipdAddressStorage", 12, WORD, get_number, storage),
	FIP_SETTING("fipdAddressStatus", 13, WORD, 1, 6, status, write_row_status),

	STATUS("fipdFailovers", 7, 1, COUNTER, get_count, failovers),
	STATUS("fipdFailbacks", 7, 2, COUNTER, get_count, failbacks),
	STATUS("fipdSwitchovers", 7, 3, COUNTER, get_count, switchovers),
	STATUS("fipdActivations", 7, 4, COUNTER, get_count, activations),
	STATUS("fipdDeactivations", 7, 5, COUNTER, get_count, deactivations),
	STATUS("fipdSplitBrains", 7, 6, COUNTER, get_count, split_brains),
	STATUS("fipdActiveTime", 7, 7, BIG, get_count, active_ms),
	STATUS("fipdDualActiveTime", 7, 8, BIG, get_count, dual_active_ms),
	STATUS("fipdLongestTakeover", 7, 9, UNSIGNED, get_count, longest_takeover_ms),
	STATUS("fipdLateWakeups", 7, 10, COUNTER, get_count, late_wakeups),

	STATUS("fipdEventLast", 8, 2, UNSIGNED, get_count, last_sequence),
	STATUS("fipdEventOldest", 8, 3, UNSIGNED, get_count, oldest_sequence),
	EVENT("fipdEventSequence", 2, UNSIGNED, get_count, sequence),
	EVENT("fipdEventDate", 3, OCTETS, get_date, date_ms),
	EVENT("fipdEventKind", 4, WORD, get_number, event.kind),
	EVENT("fipdEventSeverity", 5, WORD, get_number, severity),
	EVENT("fipdEventClears", 6, UNSIGNED, get_count, clears),
	EVENT("fipdEventPreviousRole", 7, WORD, get_number, event.from),
	EVENT("fipdEventRole", 8, WORD, get_number, event.to),
	EVENT("fipdEventPeerRole", 9, WORD, get_number, event.peer),
	EVENT("fipdEventReason", 10, WORD, get_number, event.reason),
	EVENT("fipdEventSilence", 11, UNSIGNED, get_span, event.silence_us),
	EVENT("fipdEventSilenceLimit", 12, UNSIGNED, get_span, event.limit_us),
	EVENT("fipdEventDuration", 13, UNSIGNED, get_span, event.duration_us),
	EVENT("fipdEventMac", 14, OCTETS, get_mac, event.mac),
	EVENT("fipdEventText", 15, OCTETS, get_text, text),

	STATUS("fipdAlarmCount", 9, 1, UNSIGNED, get_number, alarms.count),
	STATUS("fipdAlarmWorst", 9, 2, WORD, get_worst, alarms),
	ALARM("fipdAlarmEvent", 2, UNSIGNED, get_count, sequence),
	ALARM("fipdAlarmDate", 3, OCTETS, get_date, date_ms),
	ALARM("fipdAlarmKind", 4, WORD, get_number, event.kind),
	ALARM("fipdAlarmSeverity", 5, WORD, get_number, severity),
	ALARM("fipdAlarmReason", 6, WORD, get_number, event.reason),
	ALARM("fipdAlarmLink", 7, UNSIGNED, get_number, event.path),
	ALARM("fipdAlarmText", 8, OCTETS, get_text, text),

	SETTING("fipdPacEnable", 10, 1, WORD, 1, 2, get_truth, pac.enabled,
		"pac", write_switch),
	SETTING("fipdPacPort", 10, 2, UNSIGNED, 1, 65535, get_number, pac.port,
		"pac_port", write_number),
	SETTING("fipdPacProxyHost", 10, 3, OCTETS, 1, 253, get_text, pac.own.host,
		"proxy", write_host),
	SETTING("fipdPacProxyPort", 10, 4, UNSIGNED, 1, 65535, get_number, pac.own.port,
		"proxy_port", write_number),
	SETTING("fipdPacProxyWeight", 10, 5, UNSIGNED, 1, 100, get_number, pac.own.weight,
		"proxy_weight", write_number),
	SETTING("fipdPacPeerProxyHost", 10, 6, OCTETS, 1, 253, get_text, pac.peer.host,
		"peer_proxy", write_host),
	SETTING("fipdPacPeerProxyPort", 10, 7, UNSIGNED, 1, 65535, get_number, pac.peer.port,
		"peer_proxy_port", write_number),
	SETTING("fipdPacPeerProxyWeight", 10, 8, UNSIGNED, 1, 100, get_number, pac.peer.weight,
		"peer_proxy_weight", write_number),
	SETTING("fipdPacShareLoad", 10, 9, WORD, 1, 2, get_truth, pac.share,
		"share_load", write_switch),
	SETTING("fipdPacSplit", 10, 10, WORD, 1, 2, get_number, pac.split,
		"split", write_split),
	STATUS("fipdPacFirst", 10, 11, WORD, get_truth, pac.first),
	STATUS("fipdPacRequests", 10, 12, COUNTER, get_count, pac.requests),
	NETWORK("fipdPacDirectText", 13, 4, OCTETS, get_network, fip, MIB_DIRECT),
	NETWORK("fipdPacDirectStorage", 13, 5, WORD, get_number, storage, MIB_DIRECT),
	NETWORK_STATUS("fipdPacDirectStatus", 13, "direct_networks", MIB_DIRECT),
	NETWORK("fipdPacClientText", 14, 4, OCTETS, get_network, fip, MIB_CLIENT),
	NETWORK("fipdPacClientStorage", 14, 5, WORD, get_number, storage, MIB_CLIENT),
	NETWORK_STATUS("fipdPacClientStatus", 14, "client_networks", MIB_CLIENT),

	SETTING("fipdNotificationEnable", 11, 1, OCTETS, 0, 3, get_enabled, muted,
		"mute", write_muted),
	AGENT("fipdNotificationsQueued", 11, 2, UNSIGNED, get_count, queued),
	AGENT("fipdNotificationsSent", 11, 3, COUNTER, get_count, sent),
	AGENT("fipdNotificationsDropped", 11, 4, COUNTER, get_count, dropped),
	AGENT("fipdNotificationDiscontinuity", 11, 5, TICKS, get_instant, started_ms),
};
/* clang-format on */

const size_t mib_table_count = sizeof(mib_table) / sizeof(mib_table[0]);
