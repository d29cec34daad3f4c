#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "loop/realtime.h"
#include "model/types.h"

static int class_now(void)
{
	return sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
}

/* Run until the class has been left; the kernel counts, so there is no other limit. */
static void run_without_a_pause(void)
{
	while (class_now() == SCHED_RR) {
	}
}

static bool is_permitted(void)
{
	struct sched_param parameter = { .sched_priority = 1 };

	return sched_setscheduler(0, SCHED_RR, &parameter) == 0;
}

/* 0: all was as it should be; this process ends with it, and so does its class. */
static int live(void)
{
	struct realtime realtime = { .begun = false };

	realtime_keep(&realtime, SECOND_US);
	if (class_now() != SCHED_RR) {
		/* Who may not stays what he was. */
		return class_now() == SCHED_OTHER && !is_permitted() ? 0 : 1;
	}
	realtime_keep(&realtime, SECOND_US);
	run_without_a_pause();
	realtime_keep(&realtime, 2 * SECOND_US);
	realtime_keep(&realtime, 62 * SECOND_US - 1);
	if (class_now() != SCHED_OTHER) {
		return 3;
	}
	realtime_keep(&realtime, 62 * SECOND_US);
	if (class_now() != SCHED_RR) {
		return 4;
	}
	run_without_a_pause();
	return class_now() == SCHED_OTHER ? 0 : 5;
}

static int wait_for(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void who_does_not_pause_leaves_the_class_for_a_minute(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		_exit(live());
	}
	assert_int_equal(wait_for(pid), 0);
}

static void the_class_is_not_inherited(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		pid_t child;

		realtime_keep(&(struct realtime){ .begun = false }, SECOND_US);
		child = fork();

		if (child == 0) {
			_exit(class_now() == SCHED_OTHER ? 0 : 1);
		}
		_exit(wait_for(child));
	}
	assert_int_equal(wait_for(pid), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_does_not_pause_leaves_the_class_for_a_minute),
		cmocka_unit_test(the_class_is_not_inherited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
