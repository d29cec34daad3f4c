#include "explain/explain_next.h"

#include <inttypes.h>
#include <stdio.h>

#include "output/duration.h"
#include "words/narrate.h"

enum {
	SIZE = EXPLAIN_TEXT_BYTES
};

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

static bool write_staying(const struct status *status, char *text)
{
	snprintf(text, SIZE, "They stay: this is the preferred node");
	return is_preferred(status) && !status->config.maintenance;
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
	snprintf(text, SIZE,
		"This node is in maintenance: it takes nothing over; "
		"`fipctl maintenance off` ends that");
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
	{ ROLE_ACTIVE, write_pinned },
	{ ROLE_ACTIVE, write_staying },
	{ ROLE_ACTIVE, write_going_home },
	{ ROLE_ACTIVE, write_staying_away },
	{ ROLE_ACTIVE, write_damped },
	{ ROLE_ACTIVE, write_taker },
	{ ROLE_ACTIVE, write_no_taker },
	{ ROLE_ACTIVE, write_restart },
	{ ROLE_STANDBY, write_refusal },
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

bool explain_next(
	const struct status *status, size_t *rule, char text[EXPLAIN_TEXT_BYTES])
{
	while (*rule < sizeof(RULES) / sizeof(RULES[0])) {
		size_t number = (*rule)++;

		if (RULES[number].role == (enum role)status->role
			&& RULES[number].write(status, text)) {
			return true;
		}
	}
	return false;
}
