/*
 * story - a recording as a story for tests/stories: text that a test plays for ever.
 *
 * A line of it is one input of the engine, with the members that differ from the input
 * of that kind before; a change of role is expected where it happened.  The
 * story is that of the last stretch that can be played without a gap and on one clock:
 * from a start of fipd or, if there is none, from an image of the engine, which only a
 * build with the same layout can play.
 */
#ifndef FIPD_REPLAY_STORY_H
#define FIPD_REPLAY_STORY_H

#include <stdbool.h>

#include "replay/player.h"

/* Print the story on stdout; false, and a line on stderr, if no step can be played. */
bool story_print(const struct recordings *recordings);

#endif
