#include "set/set.h"

#include <errno.h>
#include <string.h>

void set_init(struct set *set, const struct view *view, struct set_core core)
{
	memset(set, 0, sizeof(*set));
	set->view = view;
	set->core = core;
	set->good = true;
}

bool set_reserve(struct set *set, size_t varbind, const struct varbind *wanted)
{
	return change_take(&set->changes, varbind, wanted, &set->refusal);
}

/* Say why fipd did not do it; code is what stands for no answer at all. */
static bool refuse(
	struct set *set, int error, const json_t *answer, enum refusal_code code)
{
	const char *text = json_string_value(json_object_get(answer, "text"));
	const char *word = json_string_value(json_object_get(answer, "error"));

	if (error == 0) {
		return refusal_say(&set->refusal,
			code == REFUSAL_RESOURCE_UNAVAILABLE ? refusal_code_of(word)
							     : code,
			change_blamed(&set->changes, answer), "%s",
			text == NULL ? "fipd gave no reason" : text);
	}
	return refusal_say(&set->refusal, code, change_blamed(&set->changes, NULL),
		"%s: %s",
		error == -ETIMEDOUT ? "fipd does not answer in time"
				    : "fipd is not there",
		strerror(-error));
}

static bool ask(
	struct set *set, json_t *request, int timeout_ms, enum refusal_code code)
{
	json_t *answer = NULL;
	int error = set->core.ask(set->core.context, request, timeout_ms, &answer);
	bool good = error == 0 && json_is_true(json_object_get(answer, "ok"));

	if (!good) {
		refuse(set, error, answer, code);
	}
	json_decref(answer);
	return good;
}

bool set_prepare(struct set *set)
{
	json_t *request;

	if (set->stage >= SET_PREPARED) {
		return set->good;
	}
	request = NULL;
	set->stage = SET_PREPARED;
	set->good = change_request(&set->changes, set->view, &request, &set->refusal);
	set->asks = request != NULL;
	if (set->asks) {
		set->good =
			ask(set, request, SET_PREPARE_MS, REFUSAL_RESOURCE_UNAVAILABLE);
	}
	return set->good;
}

static json_t *make(const char *op)
{
	return json_pack("{s:s}", "op", op);
}

/* What is in force in the subagent alone. */
static void change_agent(struct set *set)
{
	struct agent *agent = set->core.agent;

	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		if (set->changes.plans[table].begun) {
			agent->drafts[table] = set->changes.plans[table].drafts;
		}
	}
	if (change_locks(&set->changes)) {
		agent->set_lock =
			agent->set_lock == INT32_MAX ? 0 : agent->set_lock + 1;
	}
}

bool set_commit(struct set *set)
{
	if (set->stage >= SET_COMMITTED) {
		return set->good;
	}
	set->stage = SET_COMMITTED;
	memcpy(set->drafts_before, set->core.agent->drafts, sizeof(set->drafts_before));
	set->lock_before = set->core.agent->set_lock;
	if (set->good && set->asks) {
		set->good =
			ask(set, make("commit"), SET_COMMIT_MS, REFUSAL_COMMIT_FAILED);
	}
	if (set->good) {
		change_agent(set);
	}
	return set->good;
}

bool set_undo(struct set *set)
{
	bool committed;

	if (set->stage == SET_UNDONE) {
		return set->good;
	}
	/* A commit that got no answer may have been done: ask also then. */
	committed = set->stage == SET_COMMITTED && set->asks;
	if (set->stage == SET_COMMITTED) {
		memcpy(set->core.agent->drafts, set->drafts_before,
			sizeof(set->drafts_before));
		set->core.agent->set_lock = set->lock_before;
	}
	set->stage = SET_UNDONE;
	set->good = !committed
		    || ask(set, make("undo"), SET_COMMIT_MS, REFUSAL_UNDO_FAILED);
	return set->good;
}
