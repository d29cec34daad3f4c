/*
 * place - how far the hooks of an event have come, kept over the life of fipd-exec.
 *
 * fipd keeps which event's hooks have all ended (the cursor); this file keeps which
 * hook of the next event was begun, and whether it has ended.  So a hook that has ended
 * is not run again, and one that was interrupted is told so.  A death of this program
 * loses nothing of it; a power loss may.
 */
#ifndef FIPD_RUN_PLACE_H
#define FIPD_RUN_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/task_struct.h"

struct place {
	uint64_t sequence;            /* of the event, 0: none */
	char hook[TASK_NAME_MAX + 1]; /* the one that was begun last */
	bool ended;
};

/* Read the file at path; one that is missing or not understood is of no event. */
void place_read(struct place *place, const char *path);

/* Replace the file.  0 or -errno. */
int place_write(const struct place *place, const char *path);

#endif
