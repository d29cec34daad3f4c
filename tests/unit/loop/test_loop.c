#include "loop/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "loop/clock.h"
#include "loop/timer.h"
#include "unit/cmocka_all.h"

enum {
	SECOND = 1000000
};

/* A loop with one pipe per priority; what happens is written down in order. */
struct bench {
	struct loop *loop;
	char story[64];
	int64_t first_us;
	int64_t last_us;
	int signal;
	int pipes[LOOP_PRIORITIES][2];
	struct watch *watches[LOOP_PRIORITIES];
};

static void tell(struct bench *bench, char what)
{
	size_t length = strlen(bench->story);

	if (length + 1 < sizeof(bench->story)) {
		bench->story[length] = what;
	}
	bench->last_us = loop_now_us(bench->loop);
	bench->first_us = bench->first_us ? bench->first_us : bench->last_us;
}

static void empty(const struct bench *bench, enum loop_priority priority)
{
	char byte;

	assert_int_equal(read(bench->pipes[priority][0], &byte, 1), 1);
}

static void on_kernel(void *context)
{
	tell(context, 'k');
	empty(context, LOOP_KERNEL);
}

static void on_datagram(void *context)
{
	tell(context, 'd');
	empty(context, LOOP_DATAGRAM);
}

static void on_rest(void *context)
{
	tell(context, 'r');
	empty(context, LOOP_REST);
}

static void on_flood(void *context)
{
	tell(context, 'f');
}

static void on_deadline(void *context)
{
	tell(context, 't');
}

static void on_deadline_stop(void *context)
{
	struct bench *bench = context;

	tell(bench, 't');
	loop_stop(bench->loop);
}

static void on_time_stop(void *context)
{
	struct bench *bench = context;

	tell(bench, 'l');
	loop_stop(bench->loop);
}

static void on_turn_stop(void *context)
{
	struct bench *bench = context;

	loop_stop(bench->loop);
}

static int set_up(void **state)
{
	static struct bench bench;

	memset(&bench, 0, sizeof(bench));
	assert_int_equal(loop_open(&bench.loop), 0);
	for (int i = 0; i < LOOP_PRIORITIES; i++) {
		assert_int_equal(pipe(bench.pipes[i]), 0);
	}
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	for (int i = 0; i < LOOP_PRIORITIES; i++) {
		loop_unwatch(bench->watches[i]);
		close(bench->pipes[i][0]);
		close(bench->pipes[i][1]);
	}
	loop_close(bench->loop);
	return 0;
}

static void watch(struct bench *bench, enum loop_priority priority,
	void (*on_readable)(void *context))
{
	bench->watches[priority] = loop_watch(
		bench->loop, bench->pipes[priority][0], priority, on_readable, bench);
	assert_non_null(bench->watches[priority]);
	assert_int_equal(write(bench->pipes[priority][1], "x", 1), 1);
}

static void a_wake_up_serves_kernel_datagram_deadline_rest(void **state)
{
	struct bench *bench = *state;

	watch(bench, LOOP_REST, on_rest);
	watch(bench, LOOP_DATAGRAM, on_datagram);
	watch(bench, LOOP_KERNEL, on_kernel);
	loop_on_deadline(bench->loop, on_deadline, bench);
	loop_on_turn(bench->loop, on_turn_stop, bench);
	loop_wake_at(bench->loop, 1);
	assert_int_equal(loop_run(bench->loop), 0);
	assert_string_equal(bench->story, "kdtr");
}

static void a_wake_up_has_one_instant(void **state)
{
	struct bench *bench = *state;
	int64_t begin_us = clock_now_us();

	a_wake_up_serves_kernel_datagram_deadline_rest(state);
	assert_int_equal(bench->first_us, bench->last_us);
	assert_true(bench->last_us >= begin_us);
	assert_true(bench->last_us <= clock_now_us());
}

static void a_flood_of_datagrams_does_not_hold_up_the_deadline(void **state)
{
	struct bench *bench = *state;

	watch(bench, LOOP_DATAGRAM, on_flood);
	loop_on_deadline(bench->loop, on_deadline_stop, bench);
	loop_wake_at(bench->loop, 1);
	assert_int_equal(loop_run(bench->loop), 0);
	assert_string_equal(bench->story, "ft");
}

static void on_event(evutil_socket_t fd, short what, void *context)
{
	struct bench *bench = context;

	(void)fd;
	(void)what;
	tell(bench, 'e');
	loop_stop(bench->loop);
}

static void an_event_of_the_base_comes_last_in_its_wake_up(void **state)
{
	struct bench *bench = *state;
	struct event *event = event_new(loop_base(bench->loop),
		bench->pipes[LOOP_REST][0], EV_READ, on_event, bench);

	assert_int_equal(event_add(event, NULL), 0);
	assert_int_equal(write(bench->pipes[LOOP_REST][1], "x", 1), 1);
	watch(bench, LOOP_DATAGRAM, on_flood);
	assert_int_equal(loop_run(bench->loop), 0);
	event_free(event);
	assert_string_equal(bench->story, "fe");
}

/* Not later: it comes before what is due a second after it, on a busy machine too. */
static void the_deadline_comes_when_it_is_due_and_not_before(void **state)
{
	struct bench *bench = *state;
	int64_t due_us = clock_now_us() + 20000;
	struct timer *timer;

	assert_int_equal(
		timer_open(&timer, bench->loop, LOOP_REST, on_time_stop, bench), 0);
	timer_set(timer, due_us + SECOND);
	loop_on_deadline(bench->loop, on_deadline_stop, bench);
	loop_wake_at(bench->loop, due_us);
	assert_int_equal(loop_run(bench->loop), 0);
	timer_close(timer);
	assert_int_equal(bench->story[0], 't');
	assert_true(bench->first_us >= due_us);
}

static void on_kernel_postpone(void *context)
{
	struct bench *bench = context;

	on_kernel(context);
	loop_wake_at(bench->loop, loop_now_us(bench->loop) + 3600LL * SECOND);
}

static void a_deadline_postponed_in_its_own_wake_up_does_not_come(void **state)
{
	struct bench *bench = *state;

	watch(bench, LOOP_KERNEL, on_kernel_postpone);
	loop_on_deadline(bench->loop, on_deadline, bench);
	loop_on_turn(bench->loop, on_turn_stop, bench);
	loop_wake_at(bench->loop, 1);
	assert_int_equal(loop_run(bench->loop), 0);
	assert_string_equal(bench->story, "k");
}

static void a_deadline_that_sets_none_comes_once(void **state)
{
	struct bench *bench = *state;
	struct timer *timer;

	assert_int_equal(
		timer_open(&timer, bench->loop, LOOP_REST, on_time_stop, bench), 0);
	timer_set(timer, clock_now_us() + 20000);
	loop_on_deadline(bench->loop, on_deadline, bench);
	loop_wake_at(bench->loop, 1);
	assert_int_equal(loop_run(bench->loop), 0);
	timer_close(timer);
	assert_string_equal(bench->story, "tl");
}

static void on_deadline_again(void *context)
{
	struct bench *bench = context;

	tell(bench, 't');
	if (strlen(bench->story) < 3) {
		loop_wake_at(bench->loop, 1);
	} else {
		loop_stop(bench->loop);
	}
}

static void a_deadline_that_sets_itself_anew_comes_again(void **state)
{
	struct bench *bench = *state;

	loop_on_deadline(bench->loop, on_deadline_again, bench);
	loop_wake_at(bench->loop, 1);
	assert_int_equal(loop_run(bench->loop), 0);
	assert_string_equal(bench->story, "ttt");
}

static void after_the_last_wake_up_no_watch_is_served(void **state)
{
	struct bench *bench = *state;

	watch(bench, LOOP_DATAGRAM, on_flood);
	loop_on_turn(bench->loop, on_turn_stop, bench);
	assert_int_equal(loop_run(bench->loop), 0);
	event_base_loop(loop_base(bench->loop), EVLOOP_NONBLOCK);
	assert_string_equal(bench->story, "f");
}

static void on_kernel_end_datagram(void *context)
{
	struct bench *bench = context;

	on_kernel(context);
	loop_unwatch(bench->watches[LOOP_DATAGRAM]);
	bench->watches[LOOP_DATAGRAM] = NULL;
}

static void a_watch_ended_in_a_wake_up_is_not_served_in_it(void **state)
{
	struct bench *bench = *state;

	watch(bench, LOOP_DATAGRAM, on_datagram);
	watch(bench, LOOP_KERNEL, on_kernel_end_datagram);
	loop_on_turn(bench->loop, on_turn_stop, bench);
	assert_int_equal(loop_run(bench->loop), 0);
	assert_string_equal(bench->story, "k");
}

static void on_signal(int number, void *context)
{
	struct bench *bench = context;

	bench->signal = number;
	loop_stop(bench->loop);
}

static void a_signal_is_served_by_the_loop(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(loop_on_signal(bench->loop, on_signal, bench), 0);
	assert_int_equal(kill(getpid(), SIGHUP), 0);
	assert_int_equal(loop_run(bench->loop), 0);
	assert_int_equal(bench->signal, SIGHUP);
}

static void a_timer_goes_off_once(void **state)
{
	struct bench *bench = *state;
	struct timer *timer;

	assert_int_equal(
		timer_open(&timer, bench->loop, LOOP_PROBE, on_deadline, bench), 0);
	timer_set(timer, clock_now_us() + 1000);
	loop_on_deadline(bench->loop, on_deadline_stop, bench);
	loop_wake_at(bench->loop, clock_now_us() + 30000);
	assert_int_equal(loop_run(bench->loop), 0);
	timer_close(timer);
	assert_string_equal(bench->story, "tt");
}

static void a_timer_that_was_cleared_does_not_go_off(void **state)
{
	struct bench *bench = *state;
	struct timer *timer;

	assert_int_equal(
		timer_open(&timer, bench->loop, LOOP_PROBE, on_rest, bench), 0);
	timer_set(timer, 1);
	timer_clear(timer);
	loop_on_deadline(bench->loop, on_deadline_stop, bench);
	loop_wake_at(bench->loop, clock_now_us() + 1000);
	assert_int_equal(loop_run(bench->loop), 0);
	timer_close(timer);
	assert_string_equal(bench->story, "t");
}

static void a_descriptor_that_cannot_be_watched_is_refused(void **state)
{
	struct bench *bench = *state;

	assert_null(loop_watch(bench->loop, -1, LOOP_REST, on_rest, bench));
	assert_int_equal(errno, EBADF);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_wake_up_serves_kernel_datagram_deadline_rest),
		TEST(a_wake_up_has_one_instant),
		TEST(a_flood_of_datagrams_does_not_hold_up_the_deadline),
		TEST(an_event_of_the_base_comes_last_in_its_wake_up),
		TEST(the_deadline_comes_when_it_is_due_and_not_before),
		TEST(a_deadline_postponed_in_its_own_wake_up_does_not_come),
		TEST(a_deadline_that_sets_none_comes_once),
		TEST(a_deadline_that_sets_itself_anew_comes_again),
		TEST(after_the_last_wake_up_no_watch_is_served),
		TEST(a_watch_ended_in_a_wake_up_is_not_served_in_it),
		TEST(a_signal_is_served_by_the_loop),
		TEST(a_timer_goes_off_once),
		TEST(a_timer_that_was_cleared_does_not_go_off),
		TEST(a_descriptor_that_cannot_be_watched_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
