/*
 * child - a command that fipd-exec runs, from its start to its end.
 *
 * Nothing here waits: the loop is woken when a command has ended, has written
 * something, or has had its time.  Then it is asked to end (SIGTERM), and a second
 * later it is ended with its group (SIGKILL).  Whatever a command leaves behind is
 * ended with it.  The first CHILD_OUTPUT_MAX octets of what it
 * writes are kept, and after CHILD_DRAIN_MAX nothing is read any more, so that one that
 * writes without end waits for its own time to be over.
 */
#ifndef FIPD_CHILD_CHILD_H
#define FIPD_CHILD_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "child/launch.h"
#include "loop/loop.h"

enum {
	CHILD_OUTPUT_MAX = 4096,
	CHILD_DRAIN_MAX = 1024 * 1024,
	CHILDREN_MAX = 64, /* that run at once, with those that cannot be ended */
	CHILD_GRACE_MS = 1000,
};

enum child_end {
	CHILD_EXITED = 1,
	CHILD_SIGNALED,
	CHILD_TIMED_OUT, /* it had its time; whether it is gone is not sure */
	CHILD_NOT_RUN,   /* output says why */
};

struct child_result {
	enum child_end end;
	int code; /* the exit code, or the number of the signal */
	int64_t took_ms;
	char output[CHILD_OUTPUT_MAX + 1];
};

struct child_order {
	struct launch launch;
	int64_t timeout_ms;
	/* Called once, never from within child_start. */
	void (*on_end)(void *context, const struct child_result *result);
	void *context;
};

struct children;

/* Make the place for all children, as the process that gets their orphans.  0 or
 * -errno. */
int children_open(struct children **children, struct loop *loop);

/* End all that runs, without a callback, and free it; NULL is allowed. */
void children_close(struct children *children);

/*
 * Start a command.  0, or -errno: -EBUSY while CHILDREN_MAX run.  The order is used
 * before this returns, and no more later.
 */
int child_start(struct children *children, const struct child_order *order);

/* Return whether what was started with this context was given up and is not gone: even
 * SIGKILL does not end it. */
bool child_lasts(const struct children *children, const void *context);

/* End, without a callback, what was started with this context. */
void child_drop(struct children *children, const void *context);

#endif
