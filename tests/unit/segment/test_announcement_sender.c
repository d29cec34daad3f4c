#include "segment/announcement_sender.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop/clock.h"
#include "unit/cmocka_all.h"

enum {
	FIPS = 150,
	ROUND_FRAMES = 2 * FIPS,
	PIECE_FRAMES = 100,
	BURST_FRAMES = 20,
	FRAME_US = 5600,
	LIMIT_US = 120 * 1000000,
};

/* The packet sockets' place is taken by one end of a socket pair. */
struct bench {
	struct loop *loop;
	struct announcement_sender *sender;
	struct segment_sockets sockets;
	struct config_fip list[FIPS];
	int fds[2];
	size_t wanted; /* frames after which the loop stops */
	size_t count;
	size_t reads; /* wake-ups in which frames came */
	uint8_t last[FRAME_BYTES];
	struct frame_heard heard; /* by that */
	struct watch *watch;
};

static const struct frame_origin origin = { .mac = { 2, 0, 0, 0, 0, 0x17 } };

static void read_frames(struct bench *bench)
{
	ssize_t length;

	while ((length = recv(
			bench->fds[1], bench->last, sizeof(bench->last), MSG_DONTWAIT))
		> 0) {
		uint8_t family = bench->last[12] == 0x86 ? IP_V6 : IP_V4;

		assert_true(
			frame_read(&bench->heard, family, bench->last, (size_t)length));
		bench->count++;
	}
}

static void on_frame(void *context)
{
	struct bench *bench = context;

	bench->reads++;
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

static void open_announcing(struct bench *bench, size_t count)
{
	announcement_sender_close(bench->sender);
	assert_int_equal(announcement_sender_open(
				 &bench->sender, bench->loop, bench->list, count),
		0);
}

static int set_up(void **state)
{
	static struct bench bench;

	memset(&bench, 0, sizeof(bench));
	for (int i = 0; i < FIPS; i++) {
		uint32_t number = htonl(0xc0a80064U + (uint32_t)i);

		bench.list[i].address = ip_make(IP_V4, &number);
	}
	assert_int_equal(loop_open(&bench.loop), 0);
	open_announcing(&bench, FIPS);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, bench.fds), 0);
	bench.sockets =
		(struct segment_sockets){ .fds = { bench.fds[0], bench.fds[0] } };
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
	announcement_sender_close(bench->sender);
	loop_close(bench->loop);
	close(bench->fds[0]);
	close(bench->fds[1]);
	return 0;
}

static void start(struct bench *bench)
{
	assert_int_equal(
		announcement_sender_start(bench->sender, &bench->sockets, &origin), 0);
}

/* Run until so many frames came, at most for so long. */
static void run_until(struct bench *bench, size_t wanted, int64_t limit_us)
{
	bench->wanted = wanted;
	loop_wake_at(bench->loop, clock_now_us() + limit_us);
	assert_int_equal(loop_run(bench->loop), 0);
}

static void the_first_round_begins_with_a_piece_and_the_first_forms(void **state)
{
	struct bench *bench = *state;

	open_announcing(bench, 5);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 10);
	assert_false(ip_is_set(bench->heard.asked));
	assert_memory_equal(bench->heard.mac, origin.mac, 6);
	assert_int_equal(ip_number(bench->heard.claimed), 0xc0a80064U + 4);
	assert_int_equal(announcement_sender_count(bench->sender, 4), 1);
}

/* Return how long a round takes, which begins now. */
static int64_t round_us(struct bench *bench)
{
	int64_t begin_us = clock_now_us();

	bench->count = 0;
	bench->reads = 0;
	start(bench);
	run_until(bench, ROUND_FRAMES, LIMIT_US);
	assert_int_equal(bench->count, ROUND_FRAMES);
	return clock_now_us() - begin_us;
}

/* A busy machine makes both rounds longer: what counts is how they compare. */
static void the_first_round_is_sooner_done_than_a_later_one(void **state)
{
	struct bench *bench = *state;
	int size = 4 << 20;
	int64_t first_us;

	setsockopt(bench->fds[0], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	first_us = round_us(bench);
	assert_true(bench->reads <= ROUND_FRAMES / PIECE_FRAMES);
	assert_int_equal(announcement_sender_count(bench->sender, FIPS - 1), 1);
	assert_true(first_us < round_us(bench));
	assert_true(bench->reads >= ROUND_FRAMES / BURST_FRAMES);
}

/* By the loop's instants, which are those that the pace goes by. */
static void a_later_round_goes_at_the_pace(void **state)
{
	struct bench *bench = *state;
	int64_t begin_us;

	open_announcing(bench, 15);
	begin_us = loop_now_us(bench->loop);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 30);
	start(bench);
	run_until(bench, 60, LIMIT_US);
	assert_true(clock_now_us() - begin_us >= 30 * FRAME_US);
	run_until(bench, SIZE_MAX, 200000);
	begin_us = loop_now_us(bench->loop);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 60 + BURST_FRAMES);
	run_until(bench, 90, LIMIT_US);
	assert_true(clock_now_us() - begin_us >= 10 * FRAME_US);
}

static void a_round_asked_for_during_a_round_follows_it(void **state)
{
	struct bench *bench = *state;

	start(bench);
	start(bench);
	start(bench);
	run_until(bench, 2 * ROUND_FRAMES, LIMIT_US);
	assert_int_equal(bench->count, 2 * ROUND_FRAMES);
	run_until(bench, SIZE_MAX, 50000);
	assert_int_equal(bench->count, 2 * ROUND_FRAMES);
	assert_int_equal(announcement_sender_count(bench->sender, FIPS - 1), 2);
}

static void stopped_it_sends_no_more(void **state)
{
	struct bench *bench = *state;

	start(bench);
	start(bench);
	announcement_sender_stop(bench->sender);
	run_until(bench, SIZE_MAX, 50000);
	assert_int_equal(bench->count, PIECE_FRAMES);
}

static void stopped_the_next_round_is_a_first_one(void **state)
{
	struct bench *bench = *state;

	start(bench);
	announcement_sender_stop(bench->sender);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 2 * PIECE_FRAMES);
}

static void an_ipv6_fip_has_one_form(void **state)
{
	struct bench *bench = *state;
	uint8_t bytes[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 7 };

	bench->list[1].address = ip_make(IP_V6, bytes);
	open_announcing(bench, 2);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 3);
	assert_int_equal(announcement_sender_count(bench->sender, 0), 1);
	assert_int_equal(announcement_sender_count(bench->sender, 1), 1);
}

static void a_failure_to_send_is_told(void **state)
{
	struct bench *bench = *state;

	bench->sockets.fds[SEGMENT_SOCKET_ARP] = -1;
	assert_true(
		announcement_sender_start(bench->sender, &bench->sockets, &origin) < 0);
	announcement_sender_stop(bench->sender);
	assert_int_equal(announcement_sender_count(bench->sender, 0), 0);
}

static void hasten(struct bench *bench, size_t first, size_t count)
{
	const struct announcement_part part = { first, count };

	announcement_sender_hasten(bench->sender, &bench->sockets, &origin, &part);
}

static void what_is_hastened_is_sent_at_once(void **state)
{
	struct bench *bench = *state;

	hasten(bench, 60, 70);
	read_frames(bench);
	assert_int_equal(bench->count, 70);
	assert_true(ip_is_set(bench->heard.asked));
	assert_int_equal(ip_number(bench->heard.claimed), 0xc0a80064U + 129);
	assert_int_equal(announcement_sender_count(bench->sender, 129), 1);
	assert_int_equal(announcement_sender_count(bench->sender, 130), 0);
}

static void the_first_round_leaves_out_what_was_hastened(void **state)
{
	struct bench *bench = *state;

	hasten(bench, 0, 64);
	hasten(bench, 64, FIPS - 64);
	start(bench);
	run_until(bench, ROUND_FRAMES, LIMIT_US);
	run_until(bench, SIZE_MAX, 50000);
	assert_int_equal(bench->count, ROUND_FRAMES);
	assert_int_equal(announcement_sender_count(bench->sender, 0), 1);
	assert_int_equal(announcement_sender_count(bench->sender, FIPS - 1), 1);
	start(bench);
	run_until(bench, 2 * ROUND_FRAMES, LIMIT_US);
	assert_int_equal(announcement_sender_count(bench->sender, 0), 2);
}

/* The queues of the hosts that hear it are the same. */
static void hastened_frames_are_of_the_first_piece(void **state)
{
	struct bench *bench = *state;

	hasten(bench, 0, 64);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, PIECE_FRAMES);
	open_announcing(bench, FIPS);
	hasten(bench, 0, FIPS);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, PIECE_FRAMES + FIPS);
}

static void hastened_frames_are_paid_for(void **state)
{
	struct bench *bench = *state;

	open_announcing(bench, 10);
	hasten(bench, 0, 10);
	start(bench);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 20);
}

static void only_a_first_round_is_hastened(void **state)
{
	struct bench *bench = *state;

	start(bench);
	hasten(bench, 0, FIPS);
	run_until(bench, ROUND_FRAMES, LIMIT_US);
	hasten(bench, 0, FIPS);
	run_until(bench, SIZE_MAX, 50000);
	assert_int_equal(bench->count, ROUND_FRAMES);
	announcement_sender_stop(bench->sender);
	hasten(bench, 0, FIPS);
	read_frames(bench);
	assert_int_equal(bench->count, ROUND_FRAMES + FIPS);
}

static void stopped_nothing_counts_as_hastened(void **state)
{
	struct bench *bench = *state;

	open_announcing(bench, 10);
	hasten(bench, 0, 10);
	announcement_sender_stop(bench->sender);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 30);
}

/* When an IPv6 address is delivered is not known yet. */
static void an_ipv6_fip_is_not_hastened(void **state)
{
	struct bench *bench = *state;
	uint8_t bytes[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 7 };

	bench->list[1].address = ip_make(IP_V6, bytes);
	open_announcing(bench, 3);
	hasten(bench, 0, 3);
	read_frames(bench);
	assert_int_equal(bench->count, 2);
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 5);
	assert_int_equal(announcement_sender_count(bench->sender, 1), 1);
}

static void what_could_not_be_hastened_goes_with_the_round(void **state)
{
	struct bench *bench = *state;

	open_announcing(bench, 5);
	bench->sockets.fds[SEGMENT_SOCKET_ARP] = -1;
	hasten(bench, 0, 5);
	assert_int_equal(announcement_sender_count(bench->sender, 0), 0);
	bench->sockets.fds[SEGMENT_SOCKET_ARP] = bench->fds[0];
	start(bench);
	read_frames(bench);
	assert_int_equal(bench->count, 10);
	assert_int_equal(announcement_sender_count(bench->sender, 4), 1);
}

/* A frame of the other family between them, and one that fails, lose no other one. */
static void a_failure_costs_its_own_frames_only(void **state)
{
	struct bench *bench = *state;
	uint8_t bytes[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 7 };

	bench->list[1].address = ip_make(IP_V6, bytes);
	open_announcing(bench, 3);
	bench->sockets.fds[SEGMENT_SOCKET_ND] = -1;
	assert_int_equal(
		announcement_sender_start(bench->sender, &bench->sockets, &origin),
		-ENODEV);
	read_frames(bench);
	assert_int_equal(bench->count, 4);
	assert_int_equal(announcement_sender_count(bench->sender, 1), 0);
	assert_int_equal(announcement_sender_count(bench->sender, 2), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_round_begins_with_a_piece_and_the_first_forms),
		TEST(the_first_round_is_sooner_done_than_a_later_one),
		TEST(a_later_round_goes_at_the_pace),
		TEST(a_round_asked_for_during_a_round_follows_it),
		TEST(stopped_it_sends_no_more),
		TEST(stopped_the_next_round_is_a_first_one),
		TEST(an_ipv6_fip_has_one_form),
		TEST(a_failure_to_send_is_told),
		TEST(what_is_hastened_is_sent_at_once),
		TEST(the_first_round_leaves_out_what_was_hastened),
		TEST(hastened_frames_are_of_the_first_piece),
		TEST(hastened_frames_are_paid_for),
		TEST(only_a_first_round_is_hastened),
		TEST(stopped_nothing_counts_as_hastened),
		TEST(an_ipv6_fip_is_not_hastened),
		TEST(what_could_not_be_hastened_goes_with_the_round),
		TEST(a_failure_costs_its_own_frames_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
