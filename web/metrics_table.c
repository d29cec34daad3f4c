#include <stddef.h>

#include "web/metrics_parts.h"
#include "web/snapshot.h"

#define STATUS(name, type, form, member, decimals, help)                               \
	{                                                                              \
		"fipd_" name, type, METRIC_OF_STATUS, form,                            \
			offsetof(struct status, member), decimals, NULL, help          \
	}
#define LINK(name, type, form, member, decimals, help)                                 \
	{                                                                              \
		"fipd_link_" name, type, METRIC_OF_LINK, form,                         \
			offsetof(struct link_status, member), decimals, NULL, help     \
	}
#define FIP(name, type, form, member, help)                                            \
	{                                                                              \
		"fipd_fip_" name, type, METRIC_OF_FIP, form,                           \
			offsetof(struct fip_status, member), 0, NULL, help             \
	}
#define TALLY(name, type, form, member, help)                                          \
	{                                                                              \
		"fipd_web_" name, type, METRIC_OF_TALLY, form,                         \
			offsetof(struct stats, member), 0, NULL, help                  \
	}
#define STATES(name, source, owner, member, words, help)                               \
	{                                                                              \
		"fipd_" name, "gauge", source, METRIC_STATES,                          \
			offsetof(struct owner, member), 0, words, help                 \
	}
#define ALONE(name, type, source, help)                                                \
	{                                                                              \
		"fipd_" name, type, source, METRIC_U64, 0, 0, NULL, help               \
	}

/* clang-format off */
/* table */
const struct metric metrics_list[] = {
	ALONE("up", "gauge", METRIC_UP, "1 while fipd is heard and what it says is fresh."),
	ALONE("web_build_info", "gauge", METRIC_WEB_VERSION, "The version of fipd-web."),
	ALONE("web_status_age_seconds", "gauge", METRIC_DATA_AGE,
		"Time since fipd told its status."),
	ALONE("web_scripts_total", "counter", METRIC_SCRIPTS,
		"PAC scripts served by this fipd-web, with code 200 or 304."),
	ALONE("web_responses_total", "counter", METRIC_ANSWERS,
		"Responses of fipd-web by HTTP status code."),
	TALLY("connections", "gauge", METRIC_U32, open, "Connections that are open."),
	TALLY("connections_accepted_total", "counter", METRIC_U64, accepted,
		"Connections that were accepted."),
	TALLY("connections_closed_total", "counter", METRIC_U64, closed,
		"Connections closed for being slow, idle, too many, or at an address that went."),
	TALLY("listeners", "gauge", METRIC_U32, listening, "Addresses that are served."),
	TALLY("listeners_failed", "gauge", METRIC_U32, not_listening,
		"Addresses that should be served and cannot be bound."),
	ALONE("build_info", "gauge", METRIC_VERSION, "The version of fipd."),
	ALONE("node_info", "gauge", METRIC_NODE, "Names and addresses of node and pair."),
	STATUS("start_time_seconds", "gauge", METRIC_U64, started_date_ms, 3,
		"When fipd started, as Unix time."),
	STATUS("config_change_age_seconds", "gauge", METRIC_AGE, changed_age_ms, 3,
		"Time since the configuration changed."),
	STATUS("config_in_sync", "gauge", METRIC_BOOLEAN, in_sync, 0,
		"1 if the peer is configured with the same F-IPs."),
	STATUS("redundancy_enabled", "gauge", METRIC_BOOLEAN, config.redundancy, 0,
		"1 if redundancy is switched on."),
	STATUS("interval_seconds", "gauge", METRIC_U32, config.interval_ms, 3,
		"Time between two heartbeats."),
	STATUS("detection_seconds", "gauge", METRIC_U32, detection_ms, 3,
		"Time of silence after which the peer is taken for lost."),
	STATUS("lease_seconds", "gauge", METRIC_U32, lease_s, 0,
		"Time for which the kernel keeps F-IPs that are not renewed."),
	STATUS("fence_lost", "gauge", METRIC_BOOLEAN, fence_lost, 0,
		"1 if a fence is needed and does not work."),
	STATES("role", METRIC_OF_STATUS, status, role, &words_role,
		"The role of this node."),
	STATUS("role_start_time_seconds", "gauge", METRIC_U64, role_date_ms, 3,
		"When the role was taken, as Unix time."),
	STATUS("role_age_seconds", "gauge", METRIC_AGE, role_age_ms, 3,
		"Time since the role was taken, by a clock that never jumps."),
	STATES("peer_state", METRIC_OF_STATUS, status, peer_state, &words_peer_state,
		"How this node sees its peer."),
	STATES("peer_role", METRIC_OF_STATUS, status, peer_role, &words_role,
		"The role of the peer as it says."),
	STATUS("peer_heard_age_seconds", "gauge", METRIC_AGE, peer_heard_age_ms, 3,
		"Time since the peer was heard."),
	STATUS("peer_restarts_total", "counter", METRIC_U64, peer_restarts, 0,
		"Starts of the peer's fipd that were seen."),
	STATUS("maintenance", "gauge", METRIC_BOOLEAN, config.maintenance, 0,
		"1 if this node must not take the F-IPs."),
	STATUS("peer_maintenance", "gauge", METRIC_BOOLEAN, outlook.peer_maintenance, 0,
		"1 if the peer must not take the F-IPs."),
	STATUS("split_brain", "gauge", METRIC_BOOLEAN, outlook.split, 0,
		"1 while both nodes are active."),
	STATUS("address_conflict", "gauge", METRIC_BOOLEAN, outlook.conflict, 0,
		"1 while a third host answers for an F-IP."),
	STATUS("cut_off", "gauge", METRIC_BOOLEAN, outlook.cut_off, 0,
		"1 while no reference address answers."),
	STATUS("failovers_total", "counter", METRIC_U64, failovers, 0,
		"Takeovers from a lost peer."),
	STATUS("failbacks_total", "counter", METRIC_U64, failbacks, 0,
		"Returns of the F-IPs to the preferred node."),
	STATUS("switchovers_total", "counter", METRIC_U64, switchovers, 0,
		"Moves of the F-IPs that an operator asked for."),
	STATUS("activations_total", "counter", METRIC_U64, activations, 0,
		"Times that this node became active."),
	STATUS("deactivations_total", "counter", METRIC_U64, deactivations, 0,
		"Times that this node ceased to be active."),
	STATUS("split_brains_total", "counter", METRIC_U64, split_brains, 0,
		"Times that both nodes were active."),
	STATUS("active_seconds_total", "counter", METRIC_U64, active_ms, 3,
		"Time as the active node."),
	STATUS("dual_active_seconds_total", "counter", METRIC_U64, dual_active_ms, 3,
		"Time in which both nodes were active."),
	STATUS("takeover_seconds", "gauge", METRIC_U64, takeover_ms, 3,
		"How long the last takeover took."),
	STATUS("longest_takeover_seconds", "gauge", METRIC_U64, longest_takeover_ms, 3,
		"How long the longest takeover took."),
	STATUS("late_wakeups_total", "counter", METRIC_U64, late_wakeups, 0,
		"Times that fipd was woken too late by the host."),
	STATUS("events_total", "counter", METRIC_U64, last_sequence, 0,
		"Events in the journal, which is the number of the last one."),
	ALONE("alarms", "gauge", METRIC_ALARMS, "Alarms that are open, by severity."),
	STATUS("pac_enabled", "gauge", METRIC_BOOLEAN, config.pac.enabled, 0,
		"1 if the PAC script is served on the F-IPs."),
	STATUS("pac_requests_total", "counter", METRIC_U64, pac_requests, 0,
		"PAC scripts served since fipd started."),
	STATES("link_state", METRIC_OF_LINK, link_status, state, &words_link_state,
		"The state of a heartbeat path."),
	LINK("heard_age_seconds", "gauge", METRIC_AGE, heard_age_ms, 3,
		"Time since the peer was heard on the path."),
	LINK("sent_total", "counter", METRIC_U64, sent, 0, "Datagrams sent."),
	LINK("received_total", "counter", METRIC_U64, received, 0,
		"Datagrams of the peer that were accepted."),
	LINK("lost_total", "counter", METRIC_U64, lost, 0,
		"Datagrams of the peer that never came."),
	LINK("duplicates_total", "counter", METRIC_U64, duplicates, 0,
		"Datagrams that were sealed but not fresh."),
	LINK("unauthenticated_total", "counter", METRIC_U64, unauthenticated, 0,
		"Datagrams with a wrong seal."),
	LINK("malformed_total", "counter", METRIC_U64, malformed, 0,
		"Datagrams that are none of fipd's."),
	LINK("send_errors_total", "counter", METRIC_U64, send_errors, 0,
		"Datagrams that the kernel refused to send."),
	LINK("downs_total", "counter", METRIC_U64, downs, 0, "Times that the path failed."),
	LINK("round_trip_seconds", "gauge", METRIC_MEASURE, round_trip_us, 6,
		"Round trip time, smoothed."),
	LINK("jitter_seconds", "gauge", METRIC_MEASURE, jitter_us, 6,
		"Variation of the round trip time, smoothed."),
	FIP("held", "gauge", METRIC_HELD, state, "1 if fipd holds the F-IP on this node."),
	ALONE("fip_present", "gauge", METRIC_PRESENT,
		"1 if the F-IP is an address in the kernel of this node."),
	FIP("conflicts_total", "counter", METRIC_U64, conflicts,
		"Times that another host answered for the F-IP."),
	FIP("announcements_total", "counter", METRIC_U64, announcements,
		"Announcements of the F-IP by ARP or neighbor discovery."),
};
/* clang-format on */

const size_t metrics_count = sizeof(metrics_list) / sizeof(metrics_list[0]);
