#include "world/rules.h"

#include <stdio.h>

#include "engine/failover.h"
#include "words/narrate.h"

static const char *name_role(const struct rule *rule)
{
	return rule->in == ROLE_ANY ? "any role" : narrate_role((enum role)rule->in);
}

void rules_print_table(void)
{
	size_t count;
	const struct rule *rules = failover_rules(&count);

	for (size_t i = 0; i < count; i++) {
		bool stays = rules[i].next == ROLE_UNKNOWN;

		printf("row %zu: %s -> %s, %s\n", i + 1, name_role(&rules[i]),
			stays ? "stays" : narrate_role(rules[i].next),
			narrate_reason(rules[i].reason));
	}
}

void rules_print_used(const bool used[WORLD_RULES_MAX])
{
	printf("     rows");
	for (size_t i = 0; i < WORLD_RULES_MAX; i++) {
		if (used[i]) {
			printf(" %zu", i + 1);
		}
	}
	printf("\n");
}

unsigned rules_tell_unused(const bool used[WORLD_RULES_MAX])
{
	size_t count;
	const struct rule *rules = failover_rules(&count);
	unsigned unused = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (!used[i]) {
			printf("rule %zu (in %s, reason %s) was never needed\n", i + 1,
				name_role(&rules[i]), narrate_reason(rules[i].reason));
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
