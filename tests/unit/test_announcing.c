#include "io/announcing.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/arpframe.h"
#include "io/clock.h"
#include "unit/cmocka_all.h"

enum {
	FIPS = 30,
	BURST_FRAMES = 20,
};

/* The packet socket's place is taken by one end of a socket pair. */
struct bench {
	struct loop *loop;
	struct announcing *announcing;
	int fds[2];
	size_t wanted; /* frames after which the loop stops */
	size_t count;
	struct arpframe last;
	struct watch *watch;
};

static const uint8_t own_mac[6] = { 2, 0, 0, 0, 0, 0x17 };

static void read_frames(struct bench *bench)
{
	uint8_t bytes[64];
	ssize_t length;

	while ((length = recv(bench->fds[1], bytes, sizeof(bytes), MSG_DONTWAIT)) > 0) {
		assert_true(arpframe_read(&bench->last, bytes, (size_t)length));
		bench->count++;
	}
}

static void on_frame(void *context)
{
	struct bench *bench = context;

	read_frames(bench);
	if (bench->count >= bench->wanted) {
		loop_stop(bench->loop);
	}
}

static void on_deadline(void *context)
{
	struct bench *bench = context;

	loop_stop(bench->loop);
}

static int set_up(void **state)
{
	static struct bench bench;
	struct config_fip list[FIPS];

	memset(&bench, 0, sizeof(bench));
	for (int i = 0; i < FIPS; i++) {
		uint32_t number = htonl(0xc0a80064U + (uint32_t)i);

		list[i].address = ip_make(IP_V4, &number);
	}
	assert_int_equal(loop_open(&bench.loop), 0);
	assert_int_equal(announcing_open(&bench.announcing, bench.loop, list, FIPS), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, bench.fds), 0);
	bench.watch =
		loop_watch(bench.loop, bench.fds[1], LOOP_DATAGRAM, on_frame, &bench);
	loop_on_deadline(bench.loop, on_deadline, &bench);
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	loop_unwatch(bench->watch);
	announcing_close(bench->announcing);
	loop_close(bench->loop);
	close(bench->fds[0]);
	close(bench->fds[1]);
	return 0;
}

static void start(struct bench *bench)
{
	assert_int_equal(
		announcing_start(bench->announcing, bench->fds[0], own_mac), 0);
}

/* Run until so many frames came, at most for so long. */
static void run_until(struct bench *bench, size_t wanted, int64_t limit_us)
{
	bench->wanted = wanted;
	loop_wake_at(bench->loop, clock_now_us() + limit_us);
	assert_int_equal(loop_run(bench->loop), 0);
}

static void ten_fips_are_announced_at_once_in_both_forms(void **state)
{
	struct bench *bench = *state;

	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, BURST_FRAMES);
	assert_true(bench->last.reply);
	assert_memory_equal(bench->last.sender_mac, own_mac, 6);
	assert_int_equal(ip_number(bench->last.sender), 0xc0a80064U + 9);
}

static void the_rest_follows_at_the_pace(void **state)
{
	struct bench *bench = *state;
	int64_t begin_us = clock_now_us();

	start(bench);
	run_until(bench, 2 * FIPS, 10 * 1000000);
	assert_int_equal(bench->count, 2 * FIPS);
	assert_true(clock_now_us() - begin_us >= (FIPS - 10) * 11200 - 1000);
	assert_int_equal(announcing_count(bench->announcing, 0), 1);
	assert_int_equal(announcing_count(bench->announcing, FIPS - 1), 1);
}

static void a_round_asked_for_during_a_round_follows_it(void **state)
{
	struct bench *bench = *state;

	start(bench);
	start(bench);
	start(bench);
	run_until(bench, 4 * FIPS, 10 * 1000000);
	assert_int_equal(bench->count, 4 * FIPS);
	run_until(bench, SIZE_MAX, 50000);
	assert_int_equal(bench->count, 4 * FIPS);
	assert_int_equal(announcing_count(bench->announcing, FIPS - 1), 2);
}

static void stopped_it_sends_no_more(void **state)
{
	struct bench *bench = *state;

	start(bench);
	start(bench);
	announcing_stop(bench->announcing);
	run_until(bench, SIZE_MAX, 50000);
	assert_int_equal(bench->count, BURST_FRAMES);
}

static void the_pace_holds_from_one_round_to_the_next(void **state)
{
	struct bench *bench = *state;

	start(bench);
	announcing_stop(bench->announcing);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, BURST_FRAMES);
}

static void a_failure_to_send_is_told(void **state)
{
	struct bench *bench = *state;

	assert_true(announcing_start(bench->announcing, -1, own_mac) < 0);
	announcing_stop(bench->announcing);
	assert_int_equal(announcing_count(bench->announcing, 0), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ten_fips_are_announced_at_once_in_both_forms),
		TEST(the_rest_follows_at_the_pace),
		TEST(a_round_asked_for_during_a_round_follows_it),
		TEST(stopped_it_sends_no_more),
		TEST(the_pace_holds_from_one_round_to_the_next),
		TEST(a_failure_to_send_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
