#include "protocol/verdict.h"

#include <stddef.h>
#include <stdio.h>

struct sight {
	const struct status *status;
	bool heard; /* fipd is */
};

static bool hears_peer(const struct status *status)
{
	return status->peer_state == PEER_UP || status->peer_state == PEER_DEGRADED;
}

static bool is_moving(uint32_t role)
{
	return role == ROLE_INITIAL || role == ROLE_CLAIMING || role == ROLE_RELEASING;
}

static bool is_passive(uint32_t role)
{
	return role == ROLE_STANDBY || role == ROLE_DISABLED;
}

/* A row returns what its text is about, "" for nothing more, NULL if it does not apply.
 */
static const char *say_if(bool applies)
{
	return applies ? "" : NULL;
}

static const char *find_not_heard(const struct sight *sight)
{
	return say_if(!sight->heard);
}

static const char *find_fault(const struct sight *sight)
{
	return sight->status->role == ROLE_FAULT ? sight->status->reason_text : NULL;
}

static const char *find_split_brain(const struct sight *sight)
{
	const struct status *status = sight->status;

	return say_if(status->outlook.split
		      || (status->role == ROLE_ACTIVE && hears_peer(status)
			      && status->peer_role == ROLE_ACTIVE));
}

static const char *find_address_conflict(const struct sight *sight)
{
	const struct status *status = sight->status;

	if (!status->outlook.conflict) {
		return NULL;
	}
	/* The MAC of an F-IP stays when its conflict is over; an alarm does not. */
	for (uint32_t i = 0; i < status->alarms.count; i++) {
		if (status->alarms.list[i].event.kind == EVENT_ADDRESS_CONFLICT) {
			return status->alarms.list[i].subject;
		}
	}
	return "";
}

static const char *find_missing_fip(const struct sight *sight)
{
	const struct status *status = sight->status;

	for (uint32_t i = 0; status->role == ROLE_ACTIVE && i < status->fip_count;
		i++) {
		if (status->fips[i].state != FIP_HELD) {
			return status->fips[i].address;
		}
	}
	return NULL;
}

/* The first check that demotes and has failed, "" if the status does not name it. */
static const char *find_unwell(const struct sight *sight)
{
	const struct status *status = sight->status;

	for (uint32_t i = 0; status->outlook.unwell && i < status->check_count; i++) {
		const struct check_status *check = &status->checks[i];

		if (check->effect == CHECK_DEMOTE && check->state == CHECK_FAILED) {
			return check->name;
		}
	}
	return say_if(status->outlook.unwell);
}

static const char *find_service(const struct sight *sight)
{
	return sight->status->role == ROLE_ACTIVE ? find_unwell(sight) : NULL;
}

static const char *find_peer_unwell(const struct sight *sight)
{
	return say_if(sight->status->outlook.peer_unwell);
}

static const char *find_surplus_fip(const struct sight *sight)
{
	const struct status *status = sight->status;

	for (uint32_t i = 0; is_passive(status->role) && i < status->fip_count; i++) {
		const struct fip_status *fip = &status->fips[i];

		if (fip->state == FIP_HELD || fip->outsider[0] != '\0') {
			return fip->address;
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

	return say_if(status->role == ROLE_STANDBY && !elsewhere);
}

/* The first of the gravest alarms, or NULL; the numbers ascend as the severity falls.
 */
static const struct entry *find_worst(const struct alarms *alarms)
{
	const struct entry *worst = NULL;

	for (uint32_t i = 0; i < alarms->count; i++) {
		if (worst == NULL || alarms->list[i].severity < worst->severity) {
			worst = &alarms->list[i];
		}
	}
	return worst;
}

static const char *find_critical_alarm(const struct sight *sight)
{
	const struct entry *worst = find_worst(&sight->status->alarms);

	return worst != NULL && worst->severity == SEVERITY_CRITICAL ? worst->text
								     : NULL;
}

static const char *find_redundancy_off(const struct sight *sight)
{
	return say_if(sight->status->role == ROLE_DISABLED);
}

static const char *find_maintenance(const struct sight *sight)
{
	return say_if(sight->status->config.maintenance);
}

static const char *find_peer_maintenance(const struct sight *sight)
{
	return say_if(sight->status->outlook.peer_maintenance);
}

static const char *find_held(const struct sight *sight)
{
	return sight->status->role == ROLE_HELD ? sight->status->reason_text : NULL;
}

static const char *find_transition(const struct sight *sight)
{
	const struct status *status = sight->status;

	/* The reason is that of this node's last move. */
	if (is_moving(status->role)) {
		return status->reason_text;
	}
	return say_if(hears_peer(status) && is_moving(status->peer_role));
}

static const char *find_peer_unseen(const struct sight *sight)
{
	return say_if(sight->status->peer_state == PEER_NEVER_SEEN);
}

static const char *find_peer_silent(const struct sight *sight)
{
	return say_if(sight->status->peer_state == PEER_COMMUNICATION_ERROR);
}

static const char *find_peer_left(const struct sight *sight)
{
	return say_if(sight->status->peer_state == PEER_LEFT);
}

static const char *find_peer_degraded(const struct sight *sight)
{
	return say_if(sight->status->peer_state == PEER_DEGRADED);
}

static const char *find_peer_idle(const struct sight *sight)
{
	const struct status *status = sight->status;
	bool idle = status->role == ROLE_ACTIVE && status->peer_role != ROLE_STANDBY;

	return idle ? words_text(&words_role, status->peer_role) : NULL;
}

static const char *find_cut_off(const struct sight *sight)
{
	return say_if(sight->status->outlook.cut_off);
}

static const char *find_link(const struct sight *sight)
{
	const struct status *status = sight->status;

	for (uint32_t i = 0; i < status->link_count; i++) {
		if (status->links[i].state != LINK_UP) {
			return status->links[i].name;
		}
	}
	return NULL;
}

static const char *find_fence(const struct sight *sight)
{
	return say_if(sight->status->fence_lost);
}

static const char *find_mismatch(const struct sight *sight)
{
	const struct status *status = sight->status;

	for (uint32_t i = 0; i < status->alarms.count; i++) {
		if (status->alarms.list[i].event.kind == EVENT_CONFIG_MISMATCH) {
			return status->alarms.list[i].text;
		}
	}
	return status->outlook.mismatch > REASON_NONE
		       ? words_text(&words_reason, status->outlook.mismatch)
		       : NULL;
}

static const char *find_different_fips(const struct sight *sight)
{
	return say_if(!sight->status->in_sync);
}

static const char *find_outsider(const struct sight *sight)
{
	const struct status *status = sight->status;

	for (uint32_t i = 0; i < status->fip_count; i++) {
		if (status->fips[i].outsider[0] != '\0') {
			return status->fips[i].outsider;
		}
	}
	return NULL;
}

static const char *find_alarm(const struct sight *sight)
{
	const struct entry *worst = find_worst(&sight->status->alarms);

	return worst != NULL ? worst->text : NULL;
}

static const char *find_no_fips(const struct sight *sight)
{
	return say_if(sight->status->fip_count == 0);
}

static const char *find_order(const struct sight *sight)
{
	return say_if(sight->status->role == ROLE_ACTIVE
		      || sight->status->role == ROLE_STANDBY);
}

static const char *find_untold(const struct sight *sight)
{
	(void)sight;
	return "";
}

struct row {
	const char *(*find)(const struct sight *sight);
	enum verdict_level level;
	const char *word;
	const char *text;
};

/* table */
static const struct row ROWS[] = {
#define VERDICT(name, level, word, text, when, japanese)                               \
	{ find_##name, VERDICT_##level, word, text },
#include "protocol/verdict.def"
#undef VERDICT
};

/* What an operations center sees of a verdict that no alarm explains. */
static enum severity severity_of(enum verdict_level level)
{
	/* table */
	static const enum severity severities[] = {
		[VERDICT_OK] = SEVERITY_CLEARED,
		[VERDICT_WARNING] = SEVERITY_WARNING,
		[VERDICT_CRITICAL] = SEVERITY_CRITICAL,
		[VERDICT_UNKNOWN] = SEVERITY_INDETERMINATE,
	};

	return severities[level];
}

static struct verdict write_verdict(
	const struct row *row, const char *object, const struct alarms *alarms)
{
	struct verdict verdict = { .level = row->level, .because = row->word };
	const struct entry *worst = find_worst(alarms);

	snprintf(verdict.object, sizeof(verdict.object), "%s", object);
	snprintf(verdict.text, sizeof(verdict.text), "%s%s%s", row->text,
		object[0] == '\0' ? "" : ": ", object);
	verdict.worst = worst == NULL || row->level == VERDICT_CRITICAL
				? severity_of(row->level)
				: worst->severity;
	verdict.alarms = alarms->count > 0          ? alarms->count
			 : row->level == VERDICT_OK ? 0
						    : 1;
	return verdict;
}

struct verdict verdict_judge(const struct status *status, bool heard)
{
	const struct sight sight = { .status = status, .heard = heard };
	const struct row *row = ROWS;
	const char *object;

	/* The last row always applies. */
	while ((object = row->find(&sight)) == NULL) {
		row++;
	}
	return write_verdict(row, object, &status->alarms);
}

const char *verdict_word(enum verdict_level level)
{
	static const char *const WORDS[] = { "ok", "warning", "critical", "unknown" };

	return WORDS[level];
}
