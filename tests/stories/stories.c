/*
 * stories - play every story, or those named: `stories [FILE...]`.
 *
 * With --rules it also prints the rule table, tells which rows each story needed, and
 * fails if a row was needed by none.  rules_page.py compares that with docs/rules.md.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "stories/script.h"
#include "world/rules.h"

/* Play one story, add the rows that it needed to used, and name them if told is set. */
static bool play_one(const char *path, bool told, bool used[WORLD_RULES_MAX])
{
	const char *name = strrchr(path, '/');
	bool own[WORLD_RULES_MAX] = { false };
	bool passed = script_play(path, own);

	printf("%s %s\n", passed ? "ok  " : "FAIL", name != NULL ? name + 1 : path);
	if (told) {
		rules_print_used(own);
	}
	for (size_t i = 0; i < WORLD_RULES_MAX; i++) {
		used[i] = used[i] || own[i];
	}
	return passed;
}

static unsigned play(char **paths, size_t count, bool told, bool used[WORLD_RULES_MAX])
{
	unsigned failed = 0;

	for (; count > 0; count--, paths++) {
		failed += !play_one(*paths, told, used);
	}
	return failed;
}

int main(int argc, char **argv)
{
	bool all = argc < 2 || strcmp(argv[1], "--rules") == 0;
	bool told = all && argc > 1;
	bool used[WORLD_RULES_MAX] = { false };
	unsigned failed;
	size_t count;
	glob_t found;

	if (glob(FIPD_STORIES_DIR "/*.story", 0, NULL, &found) != 0) {
		fprintf(stderr, "no stories in %s\n", FIPD_STORIES_DIR);
		return 1;
	}
	count = all ? found.gl_pathc : (size_t)argc - 1;
	if (told) {
		rules_print_table();
	}
	failed = play(all ? found.gl_pathv : argv + 1, count, told, used);
	globfree(&found);
	if (told) {
		failed += rules_tell_unused(used);
	}
	printf("%zu passed, %u failed\n", count - failed, failed);
	return failed == 0 ? 0 : 1;
}
