/*
 * stories - play every story, or those named: `stories [FILE...]`.
 *
 * With --rules it tells how often each row of the rule table was needed, and fails if
 * one never was.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "stories/script.h"
#include "world/rules.h"

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
		failed += rules_tell_unused(used);
	}
	printf("%zu passed, %u failed\n", count - failed, failed);
	return failed == 0 ? 0 : 1;
}
