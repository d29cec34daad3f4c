/*
 * recorded - a node of a story whose events come from a recording (fipctl replay
 * --as-story): the engine is told what it was told then, at those instants of its own
 * clock, and what it does about it reaches nobody.  Only what it notes is the story's.
 */
#ifndef FIPD_TESTS_RECORDED_H
#define FIPD_TESTS_RECORDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/input.h"
#include "wire/engine_members.h"
#include "world/world.h"

struct recorded {
	int64_t base_us;    /* the engine's clock at the story's beginning */
	struct input input; /* being put together; heartbeat and settings stay */
	size_t image_bytes;
	uint8_t image[sizeof(struct engine)];
	char image_fault[ENGINE_MEMBERS_FAULT_BYTES];
};

/*
 * Perform a line if it is one of these, for a story that began at origin_us of the
 * world; return whether it was.  *fault is set to what is wrong with it, or left alone.
 *
 *   T with n1 KIND [MEMBER N]...                  members of what comes next
 *   T live n1 now_us N incarnation N epoch N      fipd starts, with these settings
 *   T image n1 HEX, T resume n1 now_us N layout N    or: its engine was this
 *   T hear n1 KIND [MEMBER N]...                  it is told an event
 */
bool recorded_perform(struct recorded *recorded, struct world *world, int64_t origin_us,
	const char *line, const char **fault);

#endif
