#include "output/explanation.h"

#include <inttypes.h>
#include <stdio.h>

#include "output/duration.h"
#include "protocol/fields.h"
#include "words/catalogue.h"
#include "words/narrate.h"

enum {
	SIZE = EXPLANATION_TEXT_BYTES
};

static char *add_sentence(struct explanation *explanation, const char *head)
{
	/* A list so long fits on no screen; its last sentence is written over. */
	struct sentence *sentence = &explanation->list[EXPLANATION_MAX - 1];

	if (explanation->count < EXPLANATION_MAX) {
		sentence = &explanation->list[explanation->count++];
	}
	sentence->head = head;
	sentence->text[0] = '\0';
	return sentence->text;
}

/* flat switch */
static const char *find_place(const struct status *status)
{
	switch ((enum role)status->role) {
	case ROLE_ACTIVE:
		return "The F-IPs are here";
	case ROLE_STANDBY:
	case ROLE_DISABLED:
	case ROLE_FAULT:
		return status->peer_role == ROLE_ACTIVE
			       ? "The F-IPs are on the peer"
			       : "The F-IPs are not here, and nothing is known of "
				 "where they are";
	case ROLE_RELEASING:
		return "The F-IPs are on their way to the peer";
	case ROLE_HELD:
		return "The F-IPs are not here: somebody else answers for them";
	case ROLE_UNKNOWN:
	case ROLE_INITIAL:
	case ROLE_CLAIMING:
		break;
	}
	return "The F-IPs are not here yet";
}

static void explain_place(struct explanation *explanation, const struct status *status)
{
	char age[DURATION_TEXT_BYTES];
	char date[DATE_TEXT_BYTES];

	date_to_text(date, status->role_date_ms);
	snprintf(add_sentence(explanation, "where"), SIZE,
		"%s: %s (%s) has been %s for %s, since %s", find_place(status),
		status->config.node, status->own_address,
		narrate_role((enum role)status->role),
		duration_text(age, status->role_age_ms), date);
}

static void write_event(char *text, const struct entry *entry)
{
	char date[DATE_TEXT_BYTES];

	date_to_text(date, entry->date_ms);
	snprintf(text, SIZE, "#%" PRIu64 " %s %s: %s [FIP-%d]", entry->sequence, date,
		narrate_kind(entry->event.kind), entry->text,
		CATALOGUE_EVENTS + (int)entry->event.kind);
}

static void explain_figures(struct explanation *explanation, const struct event *event)
{
	char silence[DURATION_TEXT_BYTES];
	char limit[DURATION_TEXT_BYTES];
	char duration[DURATION_TEXT_BYTES];

	if (event->silence_us > 0 && event->limit_us > 0) {
		snprintf(add_sentence(explanation, "why"), SIZE,
			"The peer had been silent for %s then; the limit was %s",
			duration_text(silence, event->silence_us / MS_US),
			duration_text(limit, event->limit_us / MS_US));
	}
	if (event->duration_us > 0) {
		snprintf(add_sentence(explanation, "why"), SIZE,
			"From the decision to the kernel's confirmation it took %s",
			duration_text(duration, event->duration_us / MS_US));
	}
}

static void explain_reason(struct explanation *explanation, const struct status *status,
	const struct entry *move)
{
	if (move->sequence == 0 || move->event.to != (enum role)status->role) {
		snprintf(add_sentence(explanation, "why"), SIZE, "%s",
			status->reason_text);
		return;
	}
	write_event(add_sentence(explanation, "why"), move);
	explain_figures(explanation, &move->event);
}

static void explain_link(
	struct explanation *explanation, const struct link_status *link)
{
	char age[DURATION_TEXT_BYTES];
	char heard[DURATION_TEXT_BYTES];
	bool troubled = link->trouble > LINK_TROUBLE_NONE;

	snprintf(add_sentence(explanation, "peer"), SIZE,
		"On %s it is %s for %s, heard %s%s%s%s", link->name,
		words_text(&words_link_state, link->state),
		duration_text(age, link->state_age_ms),
		duration_text(heard, link->heard_age_ms),
		link->heard_age_ms < 0 ? "" : " ago", troubled ? "; trouble: " : "",
		troubled ? words_text(&words_link_trouble, link->trouble) : "");
}

/* flat switch */
static const char *describe_peer(uint32_t state)
{
	switch ((enum peer_state)state) {
	case PEER_NEVER_SEEN:
		return "has never been heard";
	case PEER_UP:
		return "is up";
	case PEER_DEGRADED:
		return "is heard, but does not hear this node or is unwell";
	case PEER_COMMUNICATION_ERROR:
		return "is silent beyond the limit";
	case PEER_LEFT:
		return "has said that it stops";
	}
	return "is in a state that this fipctl does not know";
}

static void explain_peer(struct explanation *explanation, const struct status *status)
{
	char age[DURATION_TEXT_BYTES];

	snprintf(add_sentence(explanation, "peer"), SIZE,
		"%s %s, for %s; its role is %s%s%s", status->peer_address,
		describe_peer(status->peer_state),
		duration_text(age, status->peer_state_age_ms),
		narrate_role((enum role)status->peer_role),
		status->outlook.peer_maintenance ? ", and it is in maintenance" : "",
		status->outlook.peer_unwell
			? ", and a service check of it that demotes has failed"
			: "");
	for (uint32_t i = 0; i < status->link_count; i++) {
		explain_link(explanation, &status->links[i]);
	}
}

static void explain_conflicts(
	struct explanation *explanation, const struct status *status)
{
	for (uint32_t i = 0; i < status->fip_count; i++) {
		const struct fip_status *fip = &status->fips[i];

		if (status->outlook.conflict && fip->conflict_mac[0] != '\0') {
			snprintf(add_sentence(explanation, "alarm"), SIZE,
				"%s answers for %s too", fip->conflict_mac,
				fip->address);
		}
	}
}

static void explain_alarms(struct explanation *explanation, const struct status *status,
	const struct past *past)
{
	size_t before = explanation->count;

	for (uint32_t i = 0; i < past->alarms.count; i++) {
		write_event(add_sentence(explanation, "alarm"), &past->alarms.list[i]);
	}
	explain_conflicts(explanation, status);
	if (explanation->count == before) {
		snprintf(add_sentence(explanation, "alarm"), SIZE, "none is open");
	}
}

static bool hears_peer(const struct status *status)
{
	return status->peer_state == PEER_UP || status->peer_state == PEER_DEGRADED;
}

static bool is_preferred(const struct status *status)
{
	return status->config.role == CONFIG_ROLE_ACTIVE;
}

static bool is_automatic(const struct status *status)
{
	return status->config.failback == CONFIG_FAILBACK_AUTOMATIC;
}

static bool may_go_home(const struct status *status)
{
	return is_preferred(status) && status->peer_role == ROLE_ACTIVE;
}

/* A rule writes its sentence and returns true, or false if it does not apply. */

static bool write_pinned(const struct status *status, char *text)
{
	snprintf(text, SIZE,
		"They stay: an operator moved them here, so there is no automatic "
		"failback; `fipctl switchover` moves them back");
	return status->outlook.pinned;
}

static bool write_unwell(const struct status *status, char *text)
{
	snprintf(text, SIZE, "A service check that demotes has failed here: %s",
		status->outlook.peer_unwell
			? "they stay all the same, for one has failed on the peer too"
			: "the peer takes them as soon as it can");
	return status->outlook.unwell;
}

static bool write_unwell_aside(const struct status *status, char *text)
{
	snprintf(text, SIZE,
		"A service check that demotes has failed here: this node takes them "
		"only if the peer is lost");
	return status->outlook.unwell;
}

static bool write_staying(const struct status *status, char *text)
{
	snprintf(text, SIZE, "They stay: this is the preferred node");
	return is_preferred(status) && !status->config.maintenance
	       && !status->outlook.unwell;
}

static bool write_going_home(const struct status *status, char *text)
{
	char delay[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"They go home to %s by themselves, once it is up and has been stable "
		"for its failback delay (here %s)",
		status->peer_address,
		duration_text(delay, status->config.failback_delay_ms));
	return !is_preferred(status) && !status->outlook.pinned && is_automatic(status);
}

static bool write_staying_away(const struct status *status, char *text)
{
	snprintf(text, SIZE,
		"Failback is manual on this node; `fipctl switchover` moves them to "
		"%s",
		status->peer_address);
	return !is_preferred(status) && !status->outlook.pinned
	       && !is_automatic(status);
}

static bool write_damped(const struct status *status, char *text)
{
	char wait[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"Failback to %s is refused for another %s: it has restarted too often",
		status->peer_address, duration_text(wait, status->outlook.damped_ms));
	return status->outlook.damped_ms > 0;
}

static bool write_retirement(const struct status *status, char *text)
{
	snprintf(text, SIZE,
		"This node is in maintenance and would hand them over, but %s cannot "
		"take them",
		status->peer_address);
	return status->config.maintenance;
}

static bool has_taker(const struct status *status)
{
	return hears_peer(status) && status->peer_role == ROLE_STANDBY
	       && !status->outlook.peer_maintenance;
}

static bool write_taker(const struct status *status, char *text)
{
	char detection[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"If this node fails or stops, %s takes them: at once after a stop, "
		"after %s of silence otherwise; by then the lease of %" PRIu32
		" s has ended here",
		status->peer_address, duration_text(detection, status->detection_ms),
		status->lease_s);
	return has_taker(status);
}

static bool write_no_taker(const struct status *status, char *text)
{
	snprintf(text, SIZE, "If this node fails now, nobody takes them: %s is %s%s",
		status->peer_address,
		hears_peer(status) ? narrate_role((enum role)status->peer_role)
				   : "not heard",
		status->outlook.peer_maintenance ? ", and in maintenance" : "");
	return !has_taker(status);
}

static bool write_watch(const struct status *status, char *text)
{
	char detection[DURATION_TEXT_BYTES];
	char heard[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"If %s is silent for %s, this node asks the segment and takes them "
		"over; it was heard %s ago",
		status->peer_address, duration_text(detection, status->detection_ms),
		duration_text(heard, status->peer_heard_age_ms));
	return hears_peer(status) && !status->config.maintenance;
}

static bool write_refusal(const struct status *status, char *text)
{
	char left[DURATION_TEXT_BYTES];
	int64_t left_ms = status->outlook.maintenance_ms;

	snprintf(text, SIZE,
		"This node is in maintenance: it takes nothing over; "
		"`fipctl maintenance off` ends that%s%s%s",
		left_ms > 0 ? ", and in " : "",
		left_ms > 0 ? duration_text(left, left_ms) : "",
		left_ms > 0 ? " it ends by itself" : "");
	return status->config.maintenance;
}

static bool write_modesty(const struct status *status, char *text)
{
	char wait[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"This node was unwell a moment ago and stands back for another %s",
		duration_text(wait, status->outlook.modest_ms));
	return status->outlook.modest_ms > 0;
}

static bool write_peer_pinned(const struct status *status, char *text)
{
	snprintf(text, SIZE,
		"They do not come home by themselves: an operator moved them to %s; "
		"`fipctl switchover` brings them back",
		status->peer_address);
	return may_go_home(status) && status->outlook.peer_pinned;
}

static bool write_manual(const struct status *status, char *text)
{
	snprintf(text, SIZE,
		"Failback is manual: `fipctl switchover` brings them "
		"home");
	return may_go_home(status) && !status->outlook.peer_pinned
	       && !is_automatic(status);
}

static bool waits_for_failback(const struct status *status)
{
	return may_go_home(status) && !status->outlook.peer_pinned
	       && is_automatic(status) && !status->config.maintenance;
}

static bool write_failback(const struct status *status, char *text)
{
	int64_t left_ms = status->config.failback_delay_ms - status->outlook.stable_ms;
	char left[DURATION_TEXT_BYTES];
	char delay[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"They come home after %s more of stability (%s are needed)",
		duration_text(left, left_ms > 0 ? left_ms : 0),
		duration_text(delay, status->config.failback_delay_ms));
	return waits_for_failback(status) && status->outlook.stable_ms >= 0;
}

static bool write_unstable(const struct status *status, char *text)
{
	const char *lack = status->in_sync ? "the two nodes do not hear each other well"
					   : "the two nodes list different F-IPs";

	if (status->outlook.unwell) {
		lack = "a service check that demotes has failed here";
	}
	snprintf(text, SIZE,
		"Failback waits: %s; the time of stability has not begun yet", lack);
	return waits_for_failback(status) && status->outlook.stable_ms < 0;
}

static bool write_retry(const struct status *status, char *text)
{
	char wait[DURATION_TEXT_BYTES];

	snprintf(text, SIZE, "The last attempt failed; it is tried again after %s",
		duration_text(wait, status->outlook.retry_ms));
	return may_go_home(status) && status->outlook.retry_ms > 0;
}

static bool write_question(const struct status *status, char *text)
{
	(void)status;
	snprintf(text, SIZE,
		"The segment is being asked who has the F-IPs; if nobody "
		"answers, this node takes them");
	return true;
}

static bool write_holder(const struct status *status, char *text)
{
	char quiet[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"This node takes them when nobody has answered for %s; if you know "
		"better: `fipctl switchover --force`",
		duration_text(quiet, (int64_t)status->lease_s * 1125 + 1000));
	return true;
}

static bool write_fault(const struct status *status, char *text)
{
	char wait[DURATION_TEXT_BYTES];
	bool waits = status->outlook.fault_ms > 0;

	snprintf(text, SIZE, "When the fault is over this node is standby again%s%s%s",
		waits ? "; the kernel is asked again after " : "",
		waits ? duration_text(wait, status->outlook.fault_ms) : "",
		waits ? ", or with `fipctl clear-fault` at once" : "");
	return true;
}

static bool write_off(const struct status *status, char *text)
{
	(void)status;
	snprintf(text, SIZE,
		"Redundancy is off: nothing moves; "
		"`fipctl set redundancy=on` begins it");
	return true;
}

static bool write_beginning(const struct status *status, char *text)
{
	char detection[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"This node has just begun and listens for the peer first, for %s at "
		"most",
		duration_text(
			detection, status->detection_ms + status->config.interval_ms));
	return true;
}

static bool write_restart(const struct status *status, char *text)
{
	char wait[DURATION_TEXT_BYTES];

	snprintf(text, SIZE,
		"A stop of fipd within %s is a planned restart and moves nothing",
		duration_text(wait, status->outlook.restart_ms));
	return status->outlook.restart_ms > 0;
}

/* clang-format off */
/* table */
static const struct {
	enum role role; /* own */
	bool (*write)(const struct status *status, char *text);
} RULES[] = {
	{ ROLE_INITIAL, write_beginning },
	{ ROLE_ACTIVE, write_retirement },
	{ ROLE_ACTIVE, write_unwell },
	{ ROLE_ACTIVE, write_pinned },
	{ ROLE_ACTIVE, write_staying },
	{ ROLE_ACTIVE, write_going_home },
	{ ROLE_ACTIVE, write_staying_away },
	{ ROLE_ACTIVE, write_damped },
	{ ROLE_ACTIVE, write_taker },
	{ ROLE_ACTIVE, write_no_taker },
	{ ROLE_ACTIVE, write_restart },
	{ ROLE_STANDBY, write_refusal },
	{ ROLE_STANDBY, write_unwell_aside },
	{ ROLE_STANDBY, write_watch },
	{ ROLE_STANDBY, write_peer_pinned },
	{ ROLE_STANDBY, write_manual },
	{ ROLE_STANDBY, write_failback },
	{ ROLE_STANDBY, write_unstable },
	{ ROLE_STANDBY, write_retry },
	{ ROLE_STANDBY, write_modesty },
	{ ROLE_STANDBY, write_restart },
	{ ROLE_CLAIMING, write_question },
	{ ROLE_HELD, write_holder },
	{ ROLE_FAULT, write_fault },
	{ ROLE_DISABLED, write_off },
};
/* clang-format on */

/* Write what would have to happen for the F-IPs to move, and what keeps them. */
static void explain_moves(struct explanation *explanation, const struct status *status)
{
	for (size_t i = 0; i < sizeof(RULES) / sizeof(RULES[0]); i++) {
		char text[EXPLANATION_TEXT_BYTES];

		if (RULES[i].role == (enum role)status->role
			&& RULES[i].write(status, text)) {
			snprintf(add_sentence(explanation, "next"), SIZE, "%s", text);
		}
	}
}

void explanation_fill(struct explanation *explanation, const struct status *status,
	const struct past *past)
{
	explanation->count = 0;
	explain_place(explanation, status);
	explain_reason(explanation, status, &past->move);
	explain_peer(explanation, status);
	explain_moves(explanation, status);
	explain_alarms(explanation, status, past);
}
