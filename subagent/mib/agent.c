#include "mib/agent.h"

#include <stdio.h>
#include <string.h>

void agent_refuse(struct agent *agent, const struct mirror *mirror, const char *text)
{
	snprintf(agent->refusal, sizeof(agent->refusal), "%s", text);
	memcpy(agent->core_refusal, mirror->status.refusal_text,
		sizeof(agent->core_refusal));
}

const char *agent_refusal(const struct view *view)
{
	const char *core = view->mirror->status.refusal_text;

	if (view->agent->refusal[0] != '\0'
		&& strcmp(core, view->agent->core_refusal) == 0) {
		return view->agent->refusal;
	}
	return core;
}
