/*
 * fenceline - the fence's process as its parent has it: a process id and a socket.
 *
 * The child is this very program, started anew: so it begins with a small memory and no
 * descriptor of fipd's, and speaks the same language as its fipd, also during an
 * upgrade.
 */
#ifndef FIPD_FIPS_FENCELINE_H
#define FIPD_FIPS_FENCELINE_H

#include <stddef.h>
#include <sys/types.h>

#include "fips/fencechild.h"

struct fenceline {
	int fd; /* -1: no child */
	pid_t pid;
};

/* Start a child.  0, or -errno: then there is none. */
int fenceline_open(struct fenceline *line);

/* Kill the child and wait for its end; none is allowed. */
void fenceline_close(struct fenceline *line);

/* Let the child go on alone; it ends by itself. */
void fenceline_leave(struct fenceline *line);

/* Give an order, without waiting.  0 or -errno. */
int fenceline_say(const struct fenceline *line, const struct fencechild_order *order);

/* Read one report, without waiting.  0, -EAGAIN if there is none, -EPIPE if no child.
 */
int fenceline_hear(const struct fenceline *line, struct fencechild_report *report);

#endif
