/*
 * script - a story: a scenario as readable text, played in the simulated world.
 *
 * One statement a line, in order of time; # begins a comment.  README.md in this folder
 * lists the statements.  A story passes if every expectation was met and nothing
 * happened that it says never happens; a statement that is not understood fails it.
 */
#ifndef FIPD_TESTS_STORIES_SCRIPT_H
#define FIPD_TESTS_STORIES_SCRIPT_H

#include <stdbool.h>

#include "world/world.h"

/*
 * Play the story in a file and say on stderr what went wrong, with file and line. Marks
 * the rules that fired in used, unless that is NULL.  Return whether the story passed.
 */
bool script_play(const char *path, bool used[WORLD_RULES_MAX]);

#endif
