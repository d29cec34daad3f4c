#include "model/action.h"

#include <assert.h>
#include <string.h>

void actions_clear(struct actions *actions)
{
	actions->count = 0;
	actions->rule_count = 0;
	actions->wake_us = 0;
}

struct action *actions_add(struct actions *actions, enum action_kind kind)
{
	struct action *action;

	assert(actions->count < ACTIONS_MAX);
	action = &actions->list[actions->count++];
	memset(action, 0, sizeof(*action));
	action->kind = kind;
	return action;
}

void actions_set_lease(struct action *action, const struct settings *settings)
{
	action->lease_s = settings_lease_s(settings);
	action->fence_us = settings_fence_us(settings);
}
