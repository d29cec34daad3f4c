#include "child/child.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop/clock.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "unit/cmocka_all.h"

enum {
	LONG_MS = 30000
};

struct bench {
	struct loop *loop;
	struct children *children;
	int ended;
	struct child_result result;
};

static struct bench bench;

static const char *own_user(void)
{
	const struct passwd *user = getpwuid(geteuid());

	return user == NULL ? "nobody" : user->pw_name;
}

static int set_up(void **state)
{
	(void)state;
	memset(&bench, 0, sizeof(bench));
	assert_int_equal(0, loop_open(&bench.loop));
	assert_int_equal(0, children_open(&bench.children, bench.loop));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	children_close(bench.children);
	loop_close(bench.loop);
	return 0;
}

static void on_end(void *context, const struct child_result *result)
{
	(void)context;
	bench.ended++;
	bench.result = *result;
	loop_stop(bench.loop);
}

static void start(const char *const *arguments, const char *user, int64_t timeout_ms)
{
	static const char *const environment[] = { "PATH=/usr/bin:/bin", "A=b c",
		NULL };
	const struct child_order order = {
		.launch = { .user = user,
			.arguments = arguments,
			.environment = environment },
		.timeout_ms = timeout_ms,
		.on_end = on_end,
	};

	assert_int_equal(0, child_start(bench.children, &order));
}

/* Run a script to its end. */
static void run(const char *script, int64_t timeout_ms)
{
	const char *const arguments[] = { "/bin/sh", "-c", script, NULL };

	start(arguments, own_user(), timeout_ms);
	assert_int_equal(0, loop_run(bench.loop));
	assert_int_equal(1, bench.ended);
}

static void exit_code_and_output_are_told(void **state)
{
	(void)state;
	run("echo \"$A\"; echo two >&2; exit 3", LONG_MS);
	assert_int_equal(CHILD_EXITED, bench.result.end);
	assert_int_equal(3, bench.result.code);
	assert_string_equal("b c\ntwo\n", bench.result.output);
}

static void a_signal_is_told(void **state)
{
	(void)state;
	run("kill -SEGV $$", LONG_MS);
	assert_int_equal(CHILD_SIGNALED, bench.result.end);
	assert_int_equal(SIGSEGV, bench.result.code);
}

static void what_is_not_there_is_not_run(void **state)
{
	const char *const arguments[] = { "/nonexistent/program", NULL };

	(void)state;
	start(arguments, own_user(), LONG_MS);
	assert_int_equal(0, loop_run(bench.loop));
	assert_int_equal(CHILD_NOT_RUN, bench.result.end);
	assert_string_equal(
		"/nonexistent/program cannot be run: No such file or directory",
		bench.result.output);
}

static void a_command_of_no_user_is_not_run(void **state)
{
	const char *const arguments[] = { "/bin/true", NULL };

	(void)state;
	start(arguments, "no-such-user", LONG_MS);
	assert_int_equal(0, loop_run(bench.loop));
	assert_int_equal(CHILD_NOT_RUN, bench.result.end);
	assert_string_equal("there is no user no-such-user", bench.result.output);
}

static void one_that_hangs_is_asked_to_end(void **state)
{
	(void)state;
	run("trap 'echo asked; exit 0' TERM; while :; do sleep 0.05; done 2>/dev/null",
		200);
	assert_int_equal(CHILD_TIMED_OUT, bench.result.end);
	assert_non_null(strstr(bench.result.output, "asked\n"));
}

static void one_that_does_not_follow_is_ended(void **state)
{
	(void)state;
	run("trap '' TERM; echo here; while :; do sleep 0.05; done", 200);
	assert_int_equal(CHILD_TIMED_OUT, bench.result.end);
	assert_int_equal(SIGKILL, bench.result.code);
	assert_string_equal("here\n", bench.result.output);
}

static void endless_output_is_neither_kept_nor_waited_for(void **state)
{
	(void)state;
	run("exec yes", 300);
	assert_int_equal(CHILD_TIMED_OUT, bench.result.end);
	assert_int_equal(CHILD_OUTPUT_MAX, strlen(bench.result.output));
}

static bool is_gone(const char *number)
{
	return kill((pid_t)strtol(number, NULL, 10), 0) != 0 && errno == ESRCH;
}

static void stop(void *context)
{
	(void)context;
	loop_stop(bench.loop);
}

static void await_gone(const char *number)
{
	struct timer *timer;
	int64_t limit_us = clock_now_us() + 20 * 1000000;

	assert_int_equal(0, timer_open(&timer, bench.loop, LOOP_REST, stop, NULL));
	while (!is_gone(number) && clock_now_us() < limit_us) {
		timer_set(timer, clock_now_us() + 20000);
		assert_int_equal(0, loop_run(bench.loop));
	}
	timer_close(timer);
	assert_true(is_gone(number));
}

static void what_it_leaves_in_its_group_ends_with_it(void **state)
{
	(void)state;
	run("sleep 1000 & echo $!", LONG_MS);
	await_gone(bench.result.output);
}

static void what_made_a_session_of_its_own_ends_with_it(void **state)
{
	(void)state;
	run("trap 'exit 0' USR1; setsid sh -c 'echo $$; kill -USR1 $1; exec sleep "
	    "1000' "
	    "x $$ & while :; do sleep 0.05; done 2>/dev/null",
		LONG_MS);
	assert_int_equal(CHILD_EXITED, bench.result.end);
	await_gone(bench.result.output);
}

/* The command sees three descriptors, no privileges to gain, and no core. */
static void it_has_nothing_of_its_parent(void **state)
{
	(void)state;
	run("ls /proc/self/fd | tr '\\n' ' '; grep NoNewPrivs /proc/self/status; "
	    "ulimit -c; pwd",
		LONG_MS);
	assert_string_equal("0 1 2 3 NoNewPrivs:\t1\n0\n/\n", bench.result.output);
}

static void root_becomes_the_user_with_his_groups(void **state)
{
	const char *const arguments[] = { "/bin/sh", "-c",
		"id -un; id -Gn; grep CapPrm /proc/self/status", NULL };

	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	start(arguments, "nobody", LONG_MS);
	assert_int_equal(0, loop_run(bench.loop));
	assert_string_equal(
		"nobody\nnogroup\nCapPrm:\t0000000000000000\n", bench.result.output);
}

static void what_is_dropped_is_not_told(void **state)
{
	const char *const arguments[] = { "/bin/sleep", "1000", NULL };

	(void)state;
	start(arguments, own_user(), LONG_MS);
	child_drop(bench.children, NULL);
	run("exit 0", LONG_MS);
	assert_int_equal(1, bench.ended);
}

static void no_more_run_than_are_allowed(void **state)
{
	const char *const arguments[] = { "/bin/sleep", "1000", NULL };
	static const char *const environment[] = { NULL };
	const struct child_order order = {
		.launch = { .user = own_user(),
			.arguments = arguments,
			.environment = environment },
		.timeout_ms = LONG_MS,
		.on_end = on_end,
	};

	(void)state;
	for (int i = 0; i < CHILDREN_MAX; i++) {
		assert_int_equal(0, child_start(bench.children, &order));
	}
	assert_int_equal(-EBUSY, child_start(bench.children, &order));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(exit_code_and_output_are_told),
		TEST(a_signal_is_told),
		TEST(what_is_not_there_is_not_run),
		TEST(a_command_of_no_user_is_not_run),
		TEST(one_that_hangs_is_asked_to_end),
		TEST(one_that_does_not_follow_is_ended),
		TEST(endless_output_is_neither_kept_nor_waited_for),
		TEST(what_it_leaves_in_its_group_ends_with_it),
		TEST(what_made_a_session_of_its_own_ends_with_it),
		TEST(it_has_nothing_of_its_parent),
		TEST(root_becomes_the_user_with_his_groups),
		TEST(what_is_dropped_is_not_told),
		TEST(no_more_run_than_are_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
