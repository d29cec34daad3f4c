#include "loop/realtime.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "loop/log.h"
#include "model/types.h"

enum {
	PRIORITY = 1, /* the lowest; the fence has more */
	RUN_US = 200 * MS_US,
	PAUSE_US = 60 * SECOND_US,
};

static int set_class(int class, int priority)
{
	struct sched_param parameter = { .sched_priority = priority };

	return sched_setscheduler(0, class | SCHED_RESET_ON_FORK, &parameter) == 0
		       ? 0
		       : -errno;
}

/* This comes in the middle of whatever runs for so long. */
static void on_limit(int number)
{
	int error = errno;

	(void)number;
	set_class(SCHED_OTHER, 0);
	errno = error;
}

/* The kernel raises the limit each time that it is met. */
static int limit_run(void)
{
	struct sigaction action = { .sa_handler = on_limit, .sa_flags = SA_RESTART };
	struct rlimit limit;

	if (getrlimit(RLIMIT_RTTIME, &limit) != 0) {
		return -errno;
	}
	limit.rlim_cur =
		limit.rlim_max < (rlim_t)RUN_US ? limit.rlim_max : (rlim_t)RUN_US;
	if (sigaction(SIGXCPU, &action, NULL) != 0
		|| setrlimit(RLIMIT_RTTIME, &limit) != 0) {
		return -errno;
	}
	return 0;
}

static int enter(void)
{
	int error = limit_run();

	return error ? error : set_class(SCHED_RR, PRIORITY);
}

static void begin(struct realtime *realtime)
{
	int error = enter();

	realtime->begun = true;
	realtime->entered = error == 0;
	if (error) {
		log_message(
			MESSAGE_INFO, 227, "no real-time class: %s", strerror(-error));
	}
}

static bool was_left(const struct realtime *realtime)
{
	return realtime->entered
	       && (sched_getscheduler(0) & ~SCHED_RESET_ON_FORK) == SCHED_OTHER;
}

void realtime_keep(struct realtime *realtime, int64_t now_us)
{
	if (!realtime->begun) {
		begin(realtime);
	} else if (was_left(realtime) && realtime->return_us == 0) {
		realtime->return_us = now_us + PAUSE_US;
		log_message(MESSAGE_WARNING, 346,
			"fipd used a processor for %d ms without a pause: it leaves "
			"the real-time class for a minute",
			(int)(RUN_US / MS_US));
	} else if (was_left(realtime) && now_us >= realtime->return_us) {
		realtime->return_us = 0;
		enter();
	}
}
