/*
 * fence_line - the fence's process as its parent has it: a process id and a socket.
 *
 * The child is this very program, started anew: so it begins with a small memory and no
 * descriptor of fipd's, and speaks the same language as its fipd, also during an
 * upgrade.
 */
#ifndef FIPD_FIPS_FENCE_LINE_H
#define FIPD_FIPS_FENCE_LINE_H

#include <stddef.h>
#include <sys/types.h>

#include "fips/fence_child.h"

struct fence_line {
	int fd; /* -1: no child */
	pid_t pid;
};

/* Start a child.  0, or -errno: then there is none. */
int fence_line_open(struct fence_line *line);

/* Kill the child and wait for its end; none is allowed. */
void fence_line_close(struct fence_line *line);

/* Let the child go on alone; it ends by itself. */
void fence_line_leave(struct fence_line *line);

/* Give an order, without waiting.  0 or -errno. */
int fence_line_say(
	const struct fence_line *line, const struct fence_child_order *order);

/* Read one report, without waiting.  0, -EAGAIN if there is none, -EPIPE if no child.
 */
int fence_line_hear(const struct fence_line *line, struct fence_child_report *report);

#endif
