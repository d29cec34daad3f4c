/*
 * stories - play every story, or those named: `stories [FILE...]`.
 *
 * With --rules it tells how often each row of the rule table was needed, and fails if
 * one never was.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "logic/failover.h"
#include "logic/narrate.h"
#include "stories/script.h"

static unsigned play(char **paths, size_t count, bool used[WORLD_RULES_MAX])
{
	unsigned failed = 0;

	for (; count > 0; count--, paths++) {
		const char *name = strrchr(*paths, '/');
		bool passed = script_play(*paths, used);

		printf("%s %s\n", passed ? "ok  " : "FAIL",
			name != NULL ? name + 1 : *paths);
		failed += !passed;
	}
	return failed;
}

static unsigned tell_unused(const bool used[WORLD_RULES_MAX])
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

int main(int argc, char **argv)
{
	bool all = argc < 2 || strcmp(argv[1], "--rules") == 0;
	bool used[WORLD_RULES_MAX] = { false };
	unsigned failed;
	size_t count;
	glob_t found;

	if (glob(FIPD_STORIES_DIR "/*.story", 0, NULL, &found) != 0) {
		fprintf(stderr, "no stories in %s\n", FIPD_STORIES_DIR);
		return 1;
	}
	count = all ? found.gl_pathc : (size_t)argc - 1;
	failed = play(all ? found.gl_pathv : argv + 1, count, used);
	globfree(&found);
	if (all && argc > 1) {
		failed += tell_unused(used);
	}
	printf("%zu passed, %u failed\n", count - failed, failed);
	return failed == 0 ? 0 : 1;
}
