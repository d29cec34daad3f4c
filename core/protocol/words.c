#include "protocol/words.h"

#include <string.h>

#include "schema/task_struct.h"
#include "words/narrate.h"

static const char *const PEER_STATES[] = {
	"",
	"neverSeen",
	"up",
	"degraded",
	"communicationError",
	"left",
};
static const char *const LINK_STATES[] = { "", "up", "oneWay", "down" };
static const char *const LINK_TROUBLES[] = {
	"",
	"none",
	"unusable",
	"refused",
	"unauthentic",
};
static const char *const FIP_STATES[] = {
	"",
	"absent",
	"claiming",
	"held",
	"released",
	"conflict",
	"failed",
};
static const char *const OUTCOMES[] = {
	"",
	"idle",
	"inProgress",
	"succeeded",
	"refused",
	"failed",
};

static const char *const CHECK_KINDS[] = { "", "tcp", "http", "command" };
static const char *const CHECK_EFFECTS[] = { "", "report", "demote" };
static const char *const CHECK_STATES[] = { "", "unknown", "passed", "failed" };
static const char *const HOOK_STATES[] = { "", "never", "worked", "failed" };

static const char *say_role(uint32_t value)
{
	return narrate_role((enum role)value);
}

static const char *say_reason(uint32_t value)
{
	return narrate_reason((enum reason)value);
}

static const char *say_kind(uint32_t value)
{
	return narrate_kind((enum event_kind)value);
}

static const char *say_severity(uint32_t value)
{
	return narrate_severity((enum severity)value);
}

static const char *say_peer_state(uint32_t value)
{
	return PEER_STATES[value];
}

static const char *say_link_state(uint32_t value)
{
	return LINK_STATES[value];
}

static const char *say_link_trouble(uint32_t value)
{
	return LINK_TROUBLES[value];
}

static const char *say_fip_state(uint32_t value)
{
	return FIP_STATES[value];
}

static const char *say_outcome(uint32_t value)
{
	return OUTCOMES[value];
}

static const char *say_check_kind(uint32_t value)
{
	return CHECK_KINDS[value];
}

static const char *say_check_effect(uint32_t value)
{
	return CHECK_EFFECTS[value];
}

static const char *say_check_state(uint32_t value)
{
	return CHECK_STATES[value];
}

static const char *say_hook_state(uint32_t value)
{
	return HOOK_STATES[value];
}

/* clang-format off */
const struct vocabulary words_role = { say_role, ROLE_DISABLED, ROLE_UNKNOWN };
const struct vocabulary words_reason = { say_reason, REASON_LAST, REASON_NONE };
const struct vocabulary words_kind = { say_kind, EVENT_LAST, 0 };
const struct vocabulary words_severity = {
	say_severity, SEVERITY_WARNING, SEVERITY_INDETERMINATE };
const struct vocabulary words_peer_state = { say_peer_state, PEER_LEFT, 0 };
const struct vocabulary words_link_state = { say_link_state, LINK_DOWN, 0 };
const struct vocabulary words_link_trouble = {
	say_link_trouble, LINK_TROUBLE_UNAUTHENTIC, 0 };
const struct vocabulary words_fip_state = { say_fip_state, FIP_FAILED, 0 };
const struct vocabulary words_outcome = { say_outcome, OUTCOME_FAILED, 0 };
const struct vocabulary words_check_kind = { say_check_kind, CHECK_COMMAND, 0 };
const struct vocabulary words_check_effect = { say_check_effect, CHECK_DEMOTE, 0 };
const struct vocabulary words_check_state = {
	say_check_state, CHECK_FAILED, CHECK_UNKNOWN };
const struct vocabulary words_hook_state = { say_hook_state, HOOK_FAILED, 0 };
/* clang-format on */

const char *words_text(const struct vocabulary *vocabulary, uint32_t value)
{
	if (value == 0 || value > vocabulary->last) {
		value = vocabulary->fallback;
	}
	return value == 0 ? "unknown" : vocabulary->word(value);
}

const char *words_choice(const struct schema_row *row, uint32_t value)
{
	const char *word = schema_word(row, value);

	return word[0] == '\0' ? "unknown" : word;
}

uint32_t words_value(const struct vocabulary *vocabulary, const char *word)
{
	for (uint32_t value = 1; value <= vocabulary->last; value++) {
		if (strcmp(vocabulary->word(value), word) == 0
			&& strcmp(word, "unknown") != 0) {
			return value;
		}
	}
	return vocabulary->fallback;
}
