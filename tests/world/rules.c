#include "world/rules.h"

#include <stdio.h>

#include "engine/failover.h"
#include "words/narrate.h"

unsigned rules_tell_unused(const bool used[WORLD_RULES_MAX])
{
	size_t count;
	const struct rule *rules = failover_rules(&count);
	unsigned unused = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (!used[i]) {
			printf("rule %zu (in %s, reason %s) was never needed\n", i + 1,
				rules[i].in == ROLE_ANY
					? "any role"
					: narrate_role((enum role)rules[i].in),
				narrate_reason(rules[i].reason));
			unused++;
		}
	}
	return unused;
}

unsigned rules_count_used(const bool used[WORLD_RULES_MAX], size_t *count)
{
	unsigned sum = 0;
	size_t i;

	failover_rules(count);
	for (i = 0; i < *count; i++) {
		sum += used[i];
	}
	return sum;
}
