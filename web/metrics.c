#include "web/metrics.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "protocol/verdict.h"

/* Where the samples come from. */
enum metric_source {
	METRIC_OF_STATUS = 1,
	METRIC_OF_LINK,  /* a sample for each link */
	METRIC_OF_FIP,   /* a sample for each F-IP */
	METRIC_OF_CHECK, /* a sample for each check */
	METRIC_OF_HOOK,  /* a sample for each hook */
	METRIC_OF_STATS, /* of fipd-web itself, as the rest */
	METRIC_UP,
	METRIC_VERDICT,
	METRIC_DATA_AGE,
	METRIC_SCRIPTS,
	METRIC_ANSWERS,     /* by code */
	METRIC_WEB_VERSION, /* 1, with labels */
	METRIC_VERSION,     /* of fipd, as the rest */
	METRIC_NODE,
	METRIC_ALARMS,  /* by severity */
	METRIC_PRESENT, /* each F-IP in the kernel */
};

/* The types by which a member of the source's struct is read. */
enum metric_form {
	METRIC_U32 = 1,
	METRIC_U64,
	METRIC_MEASURE, /* uint32_t, 0: not measured, no sample */
	METRIC_AGE,     /* int64_t, -1: no sample */
	METRIC_BOOLEAN,
	METRIC_STATES, /* a sample for each word, 1 for the one that is true */
	METRIC_HELD,   /* 1 if it is FIP_HELD */
};

struct metric {
	const char *name;
	const char *type;
	enum metric_source source;
	enum metric_form form;
	size_t offset_bytes;
	int decimals; /* 3 makes seconds of milliseconds */
	const struct vocabulary *words;
	const char *help;
};

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
#define CHECK(name, type, form, member, decimals, help)                                \
	{                                                                              \
		"fipd_check_" name, type, METRIC_OF_CHECK, form,                       \
			offsetof(struct check_status, member), decimals, NULL, help    \
	}
#define HOOK(name, type, form, member, decimals, help)                                 \
	{                                                                              \
		"fipd_hook_" name, type, METRIC_OF_HOOK, form,                         \
			offsetof(struct hook_status, member), decimals, NULL, help     \
	}
#define STATS(name, type, form, member, help)                                          \
	{                                                                              \
		"fipd_web_" name, type, METRIC_OF_STATS, form,                         \
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
static const struct metric METRICS[] = {
	ALONE("up", "gauge", METRIC_UP, "1 while fipd is heard and what it says is fresh."),
	ALONE("verdict", "gauge", METRIC_VERDICT,
		"The verdict on the pair: 0 ok, 1 warning, 2 critical, 3 unknown."),
	ALONE("web_build_info", "gauge", METRIC_WEB_VERSION, "The version of fipd-web."),
	ALONE("web_status_age_seconds", "gauge", METRIC_DATA_AGE,
		"Time since fipd told its status."),
	ALONE("web_scripts_total", "counter", METRIC_SCRIPTS,
		"PAC scripts served by this fipd-web, with code 200 or 304."),
	ALONE("web_responses_total", "counter", METRIC_ANSWERS,
		"Responses of fipd-web by HTTP status code."),
	STATS("connections", "gauge", METRIC_U32, open, "Connections that are open."),
	STATS("connections_accepted_total", "counter", METRIC_U64, accepted,
		"Connections that were accepted."),
	STATS("connections_closed_total", "counter", METRIC_U64, closed,
		"Connections closed for being slow, idle, too many, or at an address that went."),
	STATS("listeners", "gauge", METRIC_U32, listening, "Addresses that are served."),
	STATS("listeners_failed", "gauge", METRIC_U32, not_listening,
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
	STATUS("unwell", "gauge", METRIC_BOOLEAN, outlook.unwell, 0,
		"1 while a check of this node that demotes has failed."),
	STATUS("peer_unwell", "gauge", METRIC_BOOLEAN, outlook.peer_unwell, 0,
		"1 while a check of the peer that demotes has failed."),
	STATUS("checks_known", "gauge", METRIC_BOOLEAN, tasks_known, 0,
		"1 while fipd-exec reports, or no checks and hooks are configured."),
	STATES("check_state", METRIC_OF_CHECK, check_status, state, &words_check_state,
		"The state of a service check."),
	CHECK("state_age_seconds", "gauge", METRIC_AGE, state_age_ms, 3,
		"Time since the check came into its state."),
	CHECK("duration_seconds", "gauge", METRIC_U32, took_ms, 3,
		"How long the last try took that was told."),
	HOOK("runs_total", "counter", METRIC_U64, runs, 0,
		"Runs of the hook since fipd started."),
	HOOK("failures_total", "counter", METRIC_U64, failures, 0,
		"Runs of the hook that failed."),
	HOOK("duration_seconds", "gauge", METRIC_U32, took_ms, 3,
		"How long its last run took."),
};
/* clang-format on */

enum {
	METRICS_COUNT = sizeof(METRICS) / sizeof(METRICS[0])
};

enum {
	LABELS_BYTES = 1024, /* a few names of 63 bytes, each escaped */
	THOUSAND_DIGITS = 3,
};

/* The samples of one metric: where they go, and the labels of the next one. */
struct sheet {
	FILE *out;
	const struct snapshot *snapshot;
	const struct metric *metric;
	size_t pair_length;        /* of the label that every sample begins with */
	char labels[LABELS_BYTES]; /* without braces */
};

/* What is too long is cut, never broken. */
static void append_escaped(char *to, size_t size_bytes, const char *text)
{
	size_t length = strlen(to);

	for (; *text != '\0' && length + 3 < size_bytes; text++) {
		if (*text == '"' || *text == '\\') {
			to[length++] = '\\';
		}
		to[length++] = *text;
	}
	to[length] = '\0';
}

static void label(struct sheet *sheet, const char *name, const char *value)
{
	char text[LABELS_BYTES / 4] = "";
	size_t length = strlen(sheet->labels);

	append_escaped(text, sizeof(text), value);
	snprintf(sheet->labels + length, sizeof(sheet->labels) - length, "%s%s=\"%s\"",
		length > 0 ? "," : "", name, text);
}

/* Let the next sample have no labels but that of the pair. */
static void clear_labels(struct sheet *sheet)
{
	sheet->labels[sheet->pair_length] = '\0';
}

/* One that was never heard has told no pair. */
static void label_pair(struct sheet *sheet)
{
	const char *pair = sheet->snapshot->status.config.pair;

	if (pair[0] != '\0') {
		label(sheet, "pair", pair);
	}
	sheet->pair_length = strlen(sheet->labels);
}

static void begin_sample(const struct sheet *sheet)
{
	bool bare = sheet->labels[0] == '\0';

	fprintf(sheet->out, "%s%s%s%s ", sheet->metric->name, bare ? "" : "{",
		sheet->labels, bare ? "" : "}");
}

/* In digits, not as a double: a counter of 2^60 keeps its last one. */
static void write_number(const struct sheet *sheet, uint64_t value)
{
	uint64_t unit = sheet->metric->decimals == 0                 ? 1
			: sheet->metric->decimals == THOUSAND_DIGITS ? 1000
								     : 1000000;

	begin_sample(sheet);
	fprintf(sheet->out, "%" PRIu64, value / unit);
	if (unit > 1) {
		fprintf(sheet->out, ".%0*" PRIu64, sheet->metric->decimals,
			value % unit);
	}
	fputc('\n', sheet->out);
}

static void write_states(struct sheet *sheet, uint32_t value)
{
	const struct vocabulary *words = sheet->metric->words;
	size_t length = strlen(sheet->labels);

	for (uint32_t each = 1; each <= words->last; each++) {
		label(sheet, "state", words->word(each));
		write_number(sheet, each == value ? 1 : 0);
		sheet->labels[length] = '\0';
	}
}

static void write_age(const struct sheet *sheet, int64_t age_ms)
{
	if (age_ms >= 0) {
		write_number(sheet, (uint64_t)age_ms);
	}
}

static void write_u32(struct sheet *sheet, uint32_t value)
{
	enum metric_form form = sheet->metric->form;

	if (form == METRIC_STATES) {
		write_states(sheet, value);
	} else if (form == METRIC_HELD) {
		write_number(sheet, value == FIP_HELD ? 1 : 0);
	} else if (form != METRIC_MEASURE || value > 0) {
		write_number(sheet, value);
	}
}

static void write_u64(const struct sheet *sheet, const void *member)
{
	uint64_t value;

	memcpy(&value, member, sizeof(value));
	if (sheet->metric->form == METRIC_AGE) {
		write_age(sheet, (int64_t)value);
	} else {
		write_number(sheet, value);
	}
}

/* One sample from a struct, by the form of the metric; the labels are used up. */
static void write_member(struct sheet *sheet, const void *owner)
{
	const void *member = (const char *)owner + sheet->metric->offset_bytes;
	enum metric_form form = sheet->metric->form;
	uint32_t value;

	if (form == METRIC_BOOLEAN) {
		write_number(sheet, *(const bool *)member ? 1 : 0);
	} else if (form == METRIC_U64 || form == METRIC_AGE) {
		write_u64(sheet, member);
	} else {
		memcpy(&value, member, sizeof(value));
		write_u32(sheet, value);
	}
	clear_labels(sheet);
}

static void write_links(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	for (uint32_t i = 0; i < status->link_count; i++) {
		label(sheet, "link", status->links[i].name);
		label(sheet, "interface", status->links[i].interface);
		write_member(sheet, &status->links[i]);
	}
}

static void write_fips(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	for (uint32_t i = 0; i < status->fip_count; i++) {
		label(sheet, "address", status->fips[i].address);
		write_member(sheet, &status->fips[i]);
	}
}

static void write_checks(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	for (uint32_t i = 0; i < status->check_count; i++) {
		const struct check_status *check = &status->checks[i];

		label(sheet, "check", check->name);
		label(sheet, "effect", words_text(&words_check_effect, check->effect));
		write_member(sheet, check);
	}
}

static void write_hooks(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	for (uint32_t i = 0; i < status->hook_count; i++) {
		label(sheet, "hook", status->hooks[i].name);
		write_member(sheet, &status->hooks[i]);
	}
}

static void write_presence(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	for (uint32_t i = 0; i < status->fip_count; i++) {
		enum presence presence = sheet->snapshot->presence[i];

		clear_labels(sheet);
		label(sheet, "address", status->fips[i].address);
		if (presence != PRESENCE_UNKNOWN) {
			write_number(sheet, presence == PRESENCE_YES ? 1 : 0);
		}
	}
}

static uint64_t count_alarms(const struct alarms *alarms, uint32_t severity)
{
	uint64_t count = 0;

	for (uint32_t i = 0; i < alarms->count; i++) {
		count += (uint32_t)alarms->list[i].severity == severity ? 1 : 0;
	}
	return count;
}

/* What is not as it should be counts where no alarm says so, as in the verdict. */
static uint64_t count_severity(const struct snapshot *snapshot, uint32_t severity)
{
	const struct alarms *alarms = &snapshot->status.alarms;
	struct verdict verdict = verdict_judge(&snapshot->status, true);

	if (alarms->count == 0) {
		return (uint32_t)verdict.worst == severity ? verdict.alarms : 0;
	}
	return count_alarms(alarms, severity);
}

static void write_alarms(struct sheet *sheet)
{

	for (uint32_t each = SEVERITY_CLEARED + 1; each <= words_severity.last;
		each++) {
		clear_labels(sheet);
		label(sheet, "severity", words_severity.word(each));
		write_number(sheet, count_severity(sheet->snapshot, each));
	}
}

static void write_answers(struct sheet *sheet)
{
	for (int i = 0; i < STATS_CODES_MAX && stats_codes[i] != 0; i++) {
		char code[12];

		snprintf(code, sizeof(code), "%d", stats_codes[i]);
		clear_labels(sheet);
		label(sheet, "code", code);
		write_number(sheet, sheet->snapshot->stats->answers[i]);
	}
}

static void write_verdict(struct sheet *sheet)
{
	const struct snapshot *snapshot = sheet->snapshot;

	write_number(sheet,
		verdict_judge(&snapshot->status, watcher_is_fresh(snapshot->watcher))
			.level);
}

static void write_version(struct sheet *sheet, const char *version)
{
	label(sheet, "version", version);
	write_number(sheet, 1);
}

static void write_node(struct sheet *sheet)
{
	const struct status *status = &sheet->snapshot->status;

	label(sheet, "node", status->config.node);
	label(sheet, "address", status->own_address);
	label(sheet, "peer_address", status->peer_address);
	label(sheet, "interface", status->config.interface);
	write_number(sheet, 1);
}

static void write_data_age(struct sheet *sheet)
{
	if (sheet->snapshot->age_ms >= 0) {
		begin_sample(sheet);
		fprintf(sheet->out, "%.3f\n", (double)sheet->snapshot->age_ms / 1e3);
	}
}

/* flat switch */
static void write_samples(struct sheet *sheet)
{
	const struct snapshot *snapshot = sheet->snapshot;

	switch (sheet->metric->source) {
	case METRIC_OF_STATUS:
		write_member(sheet, &snapshot->status);
		break;
	case METRIC_OF_LINK:
		write_links(sheet);
		break;
	case METRIC_OF_FIP:
		write_fips(sheet);
		break;
	case METRIC_OF_CHECK:
		write_checks(sheet);
		break;
	case METRIC_OF_HOOK:
		write_hooks(sheet);
		break;
	case METRIC_OF_STATS:
		write_member(sheet, snapshot->stats);
		break;
	case METRIC_UP:
		write_number(sheet, watcher_is_fresh(snapshot->watcher) ? 1 : 0);
		break;
	case METRIC_VERDICT:
		write_verdict(sheet);
		break;
	case METRIC_DATA_AGE:
		write_data_age(sheet);
		break;
	case METRIC_SCRIPTS:
		write_number(sheet, snapshot->watcher->served_total);
		break;
	case METRIC_ANSWERS:
		write_answers(sheet);
		break;
	case METRIC_WEB_VERSION:
		write_version(sheet, snapshot->version);
		break;
	case METRIC_VERSION:
		write_version(sheet, snapshot->status.version);
		break;
	case METRIC_NODE:
		write_node(sheet);
		break;
	case METRIC_ALARMS:
		write_alarms(sheet);
		break;
	case METRIC_PRESENT:
		write_presence(sheet);
		break;
	}
}

/* The metrics that fipd-web knows by itself; the rest needs a fipd. */
static bool is_own(enum metric_source source)
{
	return source == METRIC_UP || source == METRIC_VERDICT
	       || source == METRIC_DATA_AGE || source == METRIC_SCRIPTS
	       || source == METRIC_ANSWERS || source == METRIC_WEB_VERSION
	       || source == METRIC_OF_STATS;
}

void metrics_write(FILE *out, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < METRICS_COUNT; i++) {
		struct sheet sheet = {
			.out = out, .snapshot = snapshot, .metric = &METRICS[i]
		};

		label_pair(&sheet);
		if (is_own(sheet.metric->source)
			|| watcher_is_fresh(snapshot->watcher)) {
			fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", sheet.metric->name,
				sheet.metric->help, sheet.metric->name,
				sheet.metric->type);
			write_samples(&sheet);
		}
	}
}
