/*
 * verb_check - is the pair as it should be, seen from this node?
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "contact/contact.h"
#include "model/types.h"
#include "protocol/presence.h"
#include "verbs/verb.h"
#include "words/narrate.h"

/* The numbers are the exit codes of monitoring plugins. */
enum verdict_level {
	VERDICT_OK = 0,
	VERDICT_WARNING = 1,
	VERDICT_CRITICAL = 2,
	VERDICT_UNKNOWN = 3,
};

struct verdict {
	enum verdict_level level;
	const char *text;   /* static */
	const char *object; /* the F-IP or the words that it is about; may be "" */
};

struct sight {
	const struct status *status;
	const enum presence *presence;
};

static bool hears_peer(const struct status *status)
{
	return status->peer_state == PEER_UP || status->peer_state == PEER_DEGRADED;
}

static bool is_moving(uint32_t role)
{
	return role == ROLE_INITIAL || role == ROLE_CLAIMING || role == ROLE_RELEASING;
}

/* A rule returns what its sentence is about, "" for nothing more, NULL if it does not
 * apply. */

static const char *find_fault(const struct sight *sight)
{
	return sight->status->role == ROLE_FAULT ? sight->status->reason_text : NULL;
}

static const char *find_split_brain(const struct sight *sight)
{
	const struct status *status = sight->status;
	bool split = status->role == ROLE_ACTIVE && hears_peer(status)
		     && status->peer_role == ROLE_ACTIVE;

	return split ? "" : NULL;
}

static const char *find_conflict(const struct sight *sight)
{
	for (uint32_t i = 0; i < sight->status->fip_count; i++) {
		if (sight->status->fips[i].state == FIP_CONFLICT) {
			return sight->status->fips[i].address;
		}
	}
	return NULL;
}

static const char *find_missing_fip(const struct sight *sight)
{
	if (sight->status->role != ROLE_ACTIVE) {
		return NULL;
	}
	for (uint32_t i = 0; i < sight->status->fip_count; i++) {
		if (sight->status->fips[i].state != FIP_HELD
			|| sight->presence[i] == PRESENCE_NO) {
			return sight->status->fips[i].address;
		}
	}
	return NULL;
}

static const char *find_surplus_fip(const struct sight *sight)
{
	if (sight->status->role != ROLE_STANDBY
		&& sight->status->role != ROLE_DISABLED) {
		return NULL;
	}
	for (uint32_t i = 0; i < sight->status->fip_count; i++) {
		if (sight->status->fips[i].state == FIP_HELD
			|| sight->presence[i] == PRESENCE_YES) {
			return sight->status->fips[i].address;
		}
	}
	return NULL;
}

static const char *find_nobody(const struct sight *sight)
{
	const struct status *status = sight->status;
	bool elsewhere =
		hears_peer(status)
		&& (status->peer_role == ROLE_ACTIVE || is_moving(status->peer_role));

	return status->role == ROLE_STANDBY && !elsewhere ? "" : NULL;
}

static const char *find_disabled(const struct sight *sight)
{
	return sight->status->role == ROLE_DISABLED ? "" : NULL;
}

static const char *find_held(const struct sight *sight)
{
	return sight->status->role == ROLE_HELD ? sight->status->reason_text : NULL;
}

static const char *find_transition(const struct sight *sight)
{
	const struct status *status = sight->status;
	bool moving = is_moving(status->role)
		      || (hears_peer(status) && is_moving(status->peer_role));

	return moving ? status->reason_text : NULL;
}

static const char *find_peer_trouble(const struct sight *sight)
{
	const struct status *status = sight->status;

	return status->peer_state != PEER_UP
		       ? words_text(&words_peer_state, status->peer_state)
		       : NULL;
}

static const char *find_idle_peer(const struct sight *sight)
{
	const struct status *status = sight->status;
	bool idle = status->role == ROLE_ACTIVE && status->peer_role != ROLE_STANDBY;

	return idle ? "" : NULL;
}

static const char *find_link_trouble(const struct sight *sight)
{
	const struct status *status = sight->status;

	for (uint32_t i = 0; i < status->link_count; i++) {
		if (status->links[i].state != LINK_UP) {
			return status->links[i].name;
		}
	}
	return NULL;
}

static const char *find_lost_fence(const struct sight *sight)
{
	return sight->status->fence_lost ? "" : NULL;
}

static const char *find_contradiction(const struct sight *sight)
{
	const struct alarms *alarms = &sight->status->alarms;

	for (uint32_t i = 0; i < alarms->count; i++) {
		if (alarms->list[i].event.kind == EVENT_CONFIG_MISMATCH) {
			return alarms->list[i].text;
		}
	}
	return NULL;
}

/* What no rule above has found is told by its own sentence. */
static const char *find_alarm(const struct sight *sight)
{
	const struct alarms *alarms = &sight->status->alarms;

	return alarms->count > 0 ? alarms->list[0].text : NULL;
}

static const char *find_mismatch(const struct sight *sight)
{
	return sight->status->in_sync ? NULL : "";
}

static const char *find_no_fips(const struct sight *sight)
{
	return sight->status->fip_count == 0 ? "" : NULL;
}

static const char *find_order(const struct sight *sight)
{
	bool known = sight->status->role == ROLE_ACTIVE
		     || sight->status->role == ROLE_STANDBY;

	return known ? "" : NULL;
}

/* Read top down: the first rule that applies gives the verdict.  What cannot wait
 * stands first.
 */
/* clang-format off */
/* table */
static const struct rule {
	const char *(*find)(const struct sight *sight);
	enum verdict_level level;
	const char *text;
} RULES[] = {
	{ find_fault, VERDICT_CRITICAL, "this node is in fault" },
	{ find_split_brain, VERDICT_CRITICAL, "split brain: both nodes are active" },
	{ find_conflict, VERDICT_CRITICAL, "another host answers for an F-IP" },
	{ find_missing_fip, VERDICT_CRITICAL, "active, but an F-IP is not held" },
	{ find_surplus_fip, VERDICT_CRITICAL, "not active, but an F-IP is on this node" },
	{ find_nobody, VERDICT_CRITICAL, "no node is known to hold the F-IPs" },
	{ find_disabled, VERDICT_WARNING, "redundancy is off" },
	{ find_held, VERDICT_WARNING, "the peer is not heard, but an F-IP is answered" },
	{ find_transition, VERDICT_WARNING, "in transition" },
	{ find_peer_trouble, VERDICT_WARNING, "no redundancy, the peer" },
	{ find_idle_peer, VERDICT_WARNING, "no redundancy, the peer is not standby" },
	{ find_link_trouble, VERDICT_WARNING, "a heartbeat link is not up" },
	{ find_lost_fence, VERDICT_WARNING, "the fence process does not work" },
	{ find_contradiction, VERDICT_WARNING, "the settings of the two nodes contradict" },
	{ find_mismatch, VERDICT_WARNING, "the two nodes have different F-IPs" },
	{ find_alarm, VERDICT_WARNING, "an alarm is open" },
	{ find_no_fips, VERDICT_WARNING, "no F-IP is configured" },
	{ find_order, VERDICT_OK, "as it should be" },
};
/* clang-format on */

static struct verdict judge_status(
	const struct status *status, const enum presence *presence)
{
	const struct sight sight = { .status = status, .presence = presence };

	for (size_t i = 0; i < sizeof(RULES) / sizeof(RULES[0]); i++) {
		const char *object = RULES[i].find(&sight);

		if (object != NULL) {
			return (struct verdict){ RULES[i].level, RULES[i].text,
				object };
		}
	}
	return (struct verdict){ VERDICT_UNKNOWN, "fipd does not tell its role", "" };
}

static const char *verdict_word(enum verdict_level level)
{
	static const char *const WORDS[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

	return WORDS[level];
}

static int print_unknown(const struct options *options, int error)
{
	char text[CONTACT_TEXT_BYTES];

	contact_describe(text, options, error);
	printf("FIPD %s - %s\n", verdict_word(VERDICT_UNKNOWN), text);
	return VERDICT_UNKNOWN;
}

static int print_verdict(const struct status *status)
{
	enum presence presence[STATUS_FIPS_MAX];
	struct verdict verdict;

	presence_read(presence, status);
	verdict = judge_status(status, presence);
	printf("FIPD %s - %s%s%s (%s %s, peer %s %s, %s)\n",
		verdict_word(verdict.level), verdict.text,
		verdict.object[0] == '\0' ? "" : ": ", verdict.object,
		status->config.node, narrate_role((enum role)status->role),
		status->peer_address, words_text(&words_peer_state, status->peer_state),
		narrate_role((enum role)status->peer_role));
	return (int)verdict.level;
}

static int print_refused(const json_t *answer)
{
	const char *text = json_string_value(json_object_get(answer, "text"));

	printf("FIPD %s - fipd refused to tell its status: %s\n",
		verdict_word(VERDICT_UNKNOWN),
		text == NULL ? "it gives no reason" : text);
	return VERDICT_UNKNOWN;
}

static int judge_answer(const struct options *options, const json_t *answer)
{
	struct status status = { 0 };

	if (json_is_false(json_object_get(answer, "ok"))) {
		return print_refused(answer);
	}
	if (!status_from_json(&status, json_object_get(answer, "status"))) {
		return print_unknown(options, -EPROTO);
	}
	return print_verdict(&status);
}

/* A plugin's one line is on stdout whatever happens, so contact_command is not for it.
 */
static int run_check(const struct options *options)
{
	json_t *answer;
	int error = contact_try_status(options, &answer);
	int level = error == 0 ? judge_answer(options, answer)
			       : print_unknown(options, error);

	json_decref(answer);
	return level;
}

const struct verb verb_check = {
	.name = "check",
	.arguments = "",
	.help = "is the pair as it should be? for monitoring",
	.run = run_check,
};
