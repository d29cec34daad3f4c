/*
 * The fence: addresses are gone in time whatever becomes of fipd, and stay otherwise.
 * `io_fence measure` tells how long after the deadline they are gone.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fips/fence.h"
#include "fips/fence_child.h"
#include "fips/fip_hold.h"
#include "fips/fips.h"
#include "loop/clock.h"
#include "model/types.h"
#include "netlink/netlink.h"
#include "system/io_lab.h"
#include "unit/cmocka_all.h"

enum {
	SPAN_US = 300 * MS_US, /* a busy machine keeps a process waiting */
	CALM_US = 900 * MS_US, /* long enough to disarm it on such a machine */
	LONG_US = 600 * (int64_t)SECOND_US,
	LIMIT_MS = 60000,
	OVERDUE_MS = 1200, /* by then a child is that has not looked */
	LEASE_S = 600,
	ROUNDS = 50,
};

/* What the process that plays fipd tells the test. */
struct shared {
	volatile int64_t deadline_us;
	volatile int armed; /* the result of fence_arm + 1 */
	volatile pid_t child;
};

struct bench {
	struct lab lab;
	struct netlink *netlink;
	struct fence *fence;
	struct shared *shared;
	pid_t fipd;
	int watch_fd;
	size_t count;
	struct netlink_address list[CONFIG_FIPS_MAX];
};

/* Where the kernel tells every address that is removed. */
static int open_watch(void)
{
	struct sockaddr_nl own = { .nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	struct timeval limit = { .tv_sec = LIMIT_MS / 1000 };
	int bytes = 4 << 20;

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
	assert_int_equal(bind(fd, (struct sockaddr *)&own, sizeof(own)), 0);
	return fd;
}

static struct ip fip_number(uint32_t number, bool v6)
{
	struct ip fip = { .family = v6 ? 6 : 4, .bytes = { 0x20, 0x01, 0x0d, 0xb8 } };
	uint32_t low = htonl((v6 ? 0 : 0xc0000200) + 100 + number);

	memcpy(fip.bytes + (v6 ? 12 : 0), &low, sizeof(low));
	return fip;
}

/* 192.0.2.100 and up, and every second one 2001:db8::64 and up. */
static void name_fips(struct bench *bench, size_t count)
{
	uint32_t interface_index = if_nametoindex(LAB_INTERFACE);

	bench->count = count;
	for (size_t i = 0; i < count; i++) {
		bool v6 = i % 2 == 1;

		bench->list[i] = (struct netlink_address){
			.interface_index = interface_index,
			.valid_s = LEASE_S,
			.prefix_length = v6 ? 128 : 32,
			.protocol = NETLINK_FIP_PROTOCOL,
		};
		bench->list[i].address = fip_number((uint32_t)i, v6);
	}
}

/* No folder, so a later life does not find what is left there. */
static const char NOWHERE[] = "/dev/null";

static int set_up(void **state)
{
	static struct bench bench;

	memset(&bench, 0, sizeof(bench));
	lab_open(&bench.lab);
	name_fips(&bench, 2);
	bench.watch_fd = open_watch();
	bench.shared = mmap(NULL, sizeof(*bench.shared), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(bench.shared, MAP_FAILED);
	assert_int_equal(netlink_open(&bench.netlink), 0);
	assert_int_equal(fence_open(&bench.fence, bench.lab.loop, NOWHERE), 0);
	*state = &bench;
	return 0;
}

static void end_fipd(struct bench *bench)
{
	if (bench->fipd) {
		kill(bench->fipd, SIGKILL);
		waitpid(bench->fipd, NULL, 0);
		bench->fipd = 0;
	}
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	end_fipd(bench);
	if (bench->fence != NULL) {
		fence_want(bench->fence, false);
	}
	fence_close(bench->fence);
	netlink_close(bench->netlink);
	close(bench->watch_fd);
	munmap(bench->shared, sizeof(*bench->shared));
	lab_close(&bench->lab);
	return 0;
}

static void hold(struct bench *bench)
{
	assert_int_equal(
		netlink_set_addresses(bench->netlink, bench->list, bench->count), 0);
}

static bool are_here(void *context)
{
	(void)context;
	return system("ip -oneline address show dev " LAB_INTERFACE
		      " | grep -qE '/(32|128) .*[0-9]sec'")
	       == 0;
}

static bool are_gone(void *context)
{
	return !are_here(context);
}

static size_t count_removals(char *buffer, ssize_t length)
{
	struct nlmsghdr *message = (void *)buffer;
	size_t removals = 0;

	for (; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) {
		removals += message->nlmsg_type == RTM_DELADDR;
	}
	return removals;
}

/* Return when the kernel told of the last removal. */
static int64_t await_removals(const struct bench *bench)
{
	_Alignas(struct nlmsghdr) char buffer[32768];

	for (size_t seen = 0; seen < bench->count;) {
		ssize_t length = recv(bench->watch_fd, buffer, sizeof(buffer), 0);

		assert_true(length > 0);
		seen += count_removals(buffer, length);
	}
	return clock_now_us();
}

/* A process that holds and renews as fipd does, until it is killed. */
static void be_fipd(struct bench *bench, int64_t span_us)
{
	struct shared *shared = bench->shared;
	struct fence *fence;
	struct loop *loop;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (loop_open(&loop) != 0 || fence_open(&fence, loop, NOWHERE) != 0) {
		_exit(1);
	}
	do { /* a busy machine may take longer to start a child than fence_arm() waits
	      */
		shared->deadline_us = clock_now_us() + span_us;
		shared->armed =
			fence_arm(fence, bench->list, bench->count, shared->deadline_us)
			+ 1;
	} while (shared->armed == -ECHILD + 1);
	fence_confirm(fence);
	shared->child = fence_pid(fence);
	for (;;) {
		int64_t deadline_us = clock_now_us() + span_us;

		if (fence_renew(fence, deadline_us) == 0) {
			shared->deadline_us = deadline_us;
		}
		usleep((useconds_t)span_us / 4);
	}
}

static bool is_armed(void *context)
{
	struct bench *bench = context;

	return bench->shared->child != 0;
}

static void start_fipd(struct bench *bench, int64_t span_us)
{
	*bench->shared = (struct shared){ 0 };
	hold(bench);
	bench->fipd = fork();
	if (bench->fipd == 0) {
		be_fipd(bench, span_us);
	}
	assert_true(lab_run_until(&bench->lab, is_armed, bench, LIMIT_MS));
	assert_int_equal(bench->shared->armed, 1);
}

static void killed_the_fips_are_removed_at_the_deadline(void **state)
{
	struct bench *bench = *state;

	start_fipd(bench, SPAN_US);
	lab_run_for(&bench->lab, 2 * SPAN_US / MS_US);
	assert_true(are_here(bench));
	end_fipd(bench);
	assert_true(await_removals(bench) >= bench->shared->deadline_us - SPAN_US / 4);
	assert_true(are_gone(bench));
}

static void frozen_the_fips_are_removed_at_the_deadline(void **state)
{
	struct bench *bench = *state;

	start_fipd(bench, SPAN_US);
	kill(bench->fipd, SIGSTOP);
	assert_true(await_removals(bench) >= bench->shared->deadline_us - SPAN_US / 4);
	kill(bench->fipd, SIGCONT);
	lab_run_for(&bench->lab, 100);
	assert_true(are_gone(bench));
}

/* A host that was paused: both sleep, and the child wakes first or last. */
static void paused_together_the_fips_are_removed_on_waking(void **state)
{
	struct bench *bench = *state;

	start_fipd(bench, SPAN_US);
	kill(bench->fipd, SIGSTOP);
	kill(bench->shared->child, SIGSTOP);
	lab_run_for(&bench->lab, 2 * SPAN_US / MS_US);
	assert_true(are_here(bench));
	kill(bench->fipd, SIGCONT);
	kill(bench->shared->child, SIGCONT);
	await_removals(bench);
	lab_run_for(&bench->lab, 100);
	assert_true(are_gone(bench));
}

static void told_to_end_by_systemd_it_waits_for_the_deadline(void **state)
{
	struct bench *bench = *state;

	start_fipd(bench, SPAN_US);
	kill(bench->shared->child, SIGTERM);
	kill(bench->shared->child, SIGINT);
	kill(bench->shared->child, SIGHUP);
	end_fipd(bench);
	await_removals(bench);
	assert_true(are_gone(bench));
}

static bool works(void *context)
{
	return fence_works(((struct bench *)context)->fence);
}

static void arm(struct bench *bench, int64_t span_us)
{
	fence_want(bench->fence, true);
	assert_true(lab_run_until(&bench->lab, works, bench, LIMIT_MS));
	hold(bench);
	assert_int_equal(fence_arm(bench->fence, bench->list, bench->count,
				 clock_now_us() + span_us),
		0);
	assert_int_equal(fence_confirm(bench->fence), 0);
	assert_true(fence_works(bench->fence));
}

static bool is_child_gone(void *context)
{
	return kill(*(pid_t *)context, 0) < 0;
}

static void renewed_in_time_nothing_is_removed(void **state)
{
	struct bench *bench = *state;
	int64_t end_us = clock_now_us() + 10 * SPAN_US;

	arm(bench, 4 * SPAN_US);
	while (clock_now_us() < end_us) {
		assert_int_equal(
			fence_renew(bench->fence, clock_now_us() + 4 * SPAN_US), 0);
		lab_run_for(&bench->lab, 10);
	}
	assert_true(are_here(bench));
}

/* Of a renewal and a removal one wins: this was in time, whenever the child wakes. */
static void a_renewal_in_time_counts_however_late_the_child_wakes(void **state)
{
	struct bench *bench = *state;

	arm(bench, 10 * SPAN_US);
	kill(fence_pid(bench->fence), SIGSTOP);
	assert_int_equal(fence_renew(bench->fence, clock_now_us() + LONG_US), 0);
	lab_run_for(&bench->lab, 12 * SPAN_US / MS_US);
	kill(fence_pid(bench->fence), SIGCONT);
	lab_run_for(&bench->lab, 100);
	assert_false(fence_has_fired(bench->fence));
	assert_true(are_here(bench));
}

static void a_child_that_wakes_late_removes_what_was_not_renewed(void **state)
{
	struct bench *bench = *state;

	arm(bench, 10 * SPAN_US);
	kill(fence_pid(bench->fence), SIGSTOP);
	lab_run_for(&bench->lab, 12 * SPAN_US / MS_US);
	assert_int_equal(fence_renew(bench->fence, clock_now_us() + LONG_US), -ESTALE);
	kill(fence_pid(bench->fence), SIGCONT);
	await_removals(bench);
	assert_true(are_gone(bench));
}

/* After a SET of a shorter interval the child must not sleep until the old deadline. */
static void an_earlier_deadline_is_in_force_at_once(void **state)
{
	struct bench *bench = *state;

	arm(bench, LONG_US);
	assert_int_equal(fence_renew(bench->fence, clock_now_us() + SPAN_US), 0);
	await_removals(bench);
	assert_true(are_gone(bench));
}

static void a_renewal_right_behind_the_order_to_arm_counts(void **state)
{
	struct bench *bench = *state;

	arm(bench, LONG_US);
	assert_int_equal(fence_arm(bench->fence, bench->list, bench->count,
				 clock_now_us() + SPAN_US),
		0);
	assert_int_equal(fence_renew(bench->fence, clock_now_us() + LONG_US), 0);
	lab_run_for(&bench->lab, 3 * SPAN_US / MS_US);
	assert_true(are_here(bench));
}

static bool has_fired(void *context)
{
	return fence_has_fired(((struct bench *)context)->fence);
}

static void a_late_fipd_is_told_and_may_arm_anew(void **state)
{
	struct bench *bench = *state;

	arm(bench, SPAN_US);
	usleep(2 * SPAN_US);
	await_removals(bench);
	assert_true(fence_renew(bench->fence, clock_now_us() + SPAN_US) < 0);
	assert_true(lab_run_until(&bench->lab, has_fired, bench, LIMIT_MS));
	assert_int_equal(
		fence_renew(bench->fence, clock_now_us() + SPAN_US), -EALREADY);
	arm(bench, LONG_US);
	assert_int_equal(fence_renew(bench->fence, clock_now_us() + LONG_US), 0);
	assert_true(are_here(bench));
}

static void disarmed_it_removes_nothing(void **state)
{
	struct bench *bench = *state;

	arm(bench, CALM_US);
	fence_disarm(bench->fence);
	assert_int_equal(fence_deadline_us(bench->fence), 0);
	lab_run_for(&bench->lab, 3 * CALM_US / MS_US);
	assert_true(are_here(bench));
}

static void closed_after_a_disarming_the_child_ends_and_removes_nothing(void **state)
{
	struct bench *bench = *state;
	pid_t child;

	arm(bench, CALM_US);
	child = fence_pid(bench->fence);
	fence_disarm(bench->fence);
	fence_close(bench->fence);
	bench->fence = NULL;
	assert_true(lab_run_until(&bench->lab, is_child_gone, &child, LIMIT_MS));
	lab_run_for(&bench->lab, 2 * CALM_US / MS_US);
	assert_true(are_here(bench));
}

static void closed_while_armed_the_child_does_its_duty_and_ends(void **state)
{
	struct bench *bench = *state;
	pid_t child;

	arm(bench, SPAN_US);
	child = fence_pid(bench->fence);
	fence_close(bench->fence);
	bench->fence = NULL;
	await_removals(bench);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static bool is_replaced(void *context)
{
	struct bench *bench = context;

	return fence_works(bench->fence)
	       && fence_pid(bench->fence) != bench->shared->child;
}

static void a_killed_child_is_replaced_and_its_deadline_stays_in_force(void **state)
{
	struct bench *bench = *state;

	arm(bench, LONG_US);
	fence_renew(bench->fence, clock_now_us() + SECOND_US);
	bench->shared->child = fence_pid(bench->fence);
	lab_run_for(&bench->lab, 600);
	kill(bench->shared->child, SIGKILL);
	assert_true(lab_run_until(&bench->lab, is_replaced, bench, LIMIT_MS));
	await_removals(bench);
	assert_true(are_gone(bench));
}

static bool renew_until_replaced(void *context)
{
	struct bench *bench = context;

	assert_int_equal(fence_renew(bench->fence, clock_now_us() + LONG_US), 0);
	fence_tick(bench->fence);
	return is_replaced(bench);
}

static void a_frozen_child_is_replaced_and_nothing_is_removed(void **state)
{
	struct bench *bench = *state;

	arm(bench, LONG_US);
	bench->shared->child = fence_pid(bench->fence);
	kill(bench->shared->child, SIGSTOP);
	assert_true(lab_run_until(&bench->lab, renew_until_replaced, bench, LIMIT_MS));
	assert_true(kill(bench->shared->child, 0) < 0);
	assert_true(are_here(bench));
}

static bool tick_until_replaced(void *context)
{
	struct bench *bench = context;

	fence_tick(bench->fence);
	return is_replaced(bench);
}

static void a_child_that_freezes_while_it_is_idle_is_replaced(void **state)
{
	struct bench *bench = *state;

	arm(bench, LONG_US);
	fence_disarm(bench->fence);
	bench->shared->child = fence_pid(bench->fence);
	kill(bench->shared->child, SIGSTOP);
	assert_true(lab_run_until(&bench->lab, tick_until_replaced, bench, LIMIT_MS));
}

static bool never(void *context)
{
	(void)context;
	return false;
}

/* Whoever renews seldom finds it by the second look, and not a beat later. */
static void a_frozen_child_that_was_seen_once_is_looked_after_again(void **state)
{
	struct bench *bench = *state;

	arm(bench, 2 * LONG_US);
	bench->shared->child = fence_pid(bench->fence);
	kill(bench->shared->child, SIGSTOP);
	lab_run_until(&bench->lab, never, NULL, OVERDUE_MS);
	fence_tick(bench->fence);
	assert_false(is_replaced(bench));
	assert_true(lab_run_until(&bench->lab, is_replaced, bench, LIMIT_MS));
}

static void without_a_child_that_confirms_nothing_is_armed(void **state)
{
	struct bench *bench = *state;

	arm(bench, LONG_US);
	kill(fence_pid(bench->fence), SIGSTOP);
	assert_int_equal(fence_arm(bench->fence, bench->list, bench->count,
				 clock_now_us() + LONG_US),
		0);
	assert_int_equal(fence_confirm(bench->fence), -ECHILD);
	assert_int_equal(fence_deadline_us(bench->fence), 0);
}

static void on_interface(const struct netlink_interface *interface, void *context)
{
	(void)interface;
	(void)context;
}

static void on_gone(struct ip fip, void *context)
{
	(void)fip;
	*(bool *)context = true;
}

static bool is_true(void *context)
{
	return *(bool *)context;
}

static void on_copy(void *context)
{
	(void)context;
}

static void open_fips(struct bench *bench, struct fips **fips, bool *gone)
{
	static struct config_fip list[CONFIG_FIPS_MAX];
	struct fips_options options = { .monitor = bench->lab.monitor,
		.interface = LAB_INTERFACE,
		.list = list,
		.count = bench->count,
		.on_interface = on_interface,
		.on_gone = on_gone,
		.on_copy = on_copy,
		.context = gone };

	for (size_t i = 0; i < bench->count; i++) {
		list[i] = (struct config_fip){
			.address = bench->list[i].address,
			.prefix_length = bench->list[i].prefix_length,
		};
	}
	*gone = false;
	assert_int_equal(fips_open(fips, bench->lab.loop, &options), 0);
}

/* Hold for a span that the setting outlasts: undone and reported, then held for good.
 */
static void hold_for_too_short(struct bench *bench, int64_t span_us)
{
	struct fip_hold fip_hold = { .lease_s = LEASE_S };
	struct fips *fips;
	bool gone;

	open_fips(bench, &fips, &gone);
	arm(bench, LONG_US);
	fip_hold.gone_us = clock_now_us() + span_us;
	assert_int_equal(fip_hold_begin(fips, bench->fence, &fip_hold, NULL), 0);
	assert_true(lab_run_until(&bench->lab, is_true, &gone, LIMIT_MS));
	assert_true(lab_run_until(&bench->lab, are_gone, bench, LIMIT_MS));
	fip_hold.gone_us = clock_now_us() + LONG_US;
	assert_int_equal(fip_hold_begin(fips, bench->fence, &fip_hold, NULL), 0);
	assert_true(are_here(bench));
	fips_close(fips);
}

static void a_hold_that_took_too_long_is_undone_and_reported(void **state)
{
	hold_for_too_short(*state, 0);
}

static void a_hold_that_the_fence_interrupts_is_no_refusal(void **state)
{
	name_fips(*state, CONFIG_FIPS_MAX);
	hold_for_too_short(*state, MS_US);
}

static void an_interface_that_went_is_no_hindrance(void **state)
{
	struct bench *bench = *state;

	arm(bench, SPAN_US);
	lab_here(&bench->lab, "ip link del " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, has_fired, bench, LIMIT_MS));
	lab_lay_cable(&bench->lab);
	name_fips(bench, 2);
	arm(bench, LONG_US);
}

static void as_many_fips_as_allowed_are_removed(void **state)
{
	struct bench *bench = *state;

	name_fips(bench, CONFIG_FIPS_MAX);
	start_fipd(bench, SPAN_US);
	end_fipd(bench);
	await_removals(bench);
	assert_true(are_gone(bench));
}

/* The removal of so many takes far longer than the span of two beats of 100 ms. */
static void before_the_next_beat_it_never_removes(void **state)
{
	struct bench *bench = *state;
	const int64_t beat_us = 100 * MS_US;

	name_fips(bench, CONFIG_FIPS_MAX);
	fence_want(bench->fence, true);
	assert_true(lab_run_until(&bench->lab, works, bench, LIMIT_MS));
	assert_int_equal(fence_arm(bench->fence, bench->list, bench->count,
				 clock_now_us() + beat_us * 3 / 2),
		0);
	assert_true(fence_gone_us(bench->fence) - fence_deadline_us(bench->fence)
		    <= beat_us / 3);
}

static int compare(const void *a, const void *b)
{
	int64_t first = *(const int64_t *)a;
	int64_t second = *(const int64_t *)b;

	return (first > second) - (first < second);
}

/* In one lab: taking down a namespace holds the kernel's lock that a removal needs. */
static void measure(size_t count)
{
	int64_t late_us[ROUNDS];
	struct bench *bench;
	void *state;

	set_up(&state);
	bench = state;
	name_fips(bench, count);
	for (int i = 0; i < ROUNDS; i++) {
		start_fipd(bench, SPAN_US);
		kill(bench->fipd, i % 2 == 0 ? SIGKILL : SIGSTOP);
		late_us[i] = await_removals(bench) - bench->shared->deadline_us;

		end_fipd(bench);
	}
	tear_down(&state);
	qsort(late_us, ROUNDS, sizeof(late_us[0]), compare);
	printf("%zu F-IPs, gone after the deadline, of %d rounds: median %.2f ms, "
	       "max %.2f ms\n",
		count, ROUNDS, (double)late_us[ROUNDS / 2] / MS_US,
		(double)late_us[ROUNDS - 1] / MS_US);
}

/* The first bytes, 0: all, are locked by a process that only waits; return it. */
static pid_t lock_file(const char *path, off_t bytes)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = bytes };
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		int fd = open(path, O_RDWR);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (fcntl(fd, F_SETLK, &lock) == 0) {
			(void)!write(ready[1], "r", 1);
		}
		pause();
		_exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void who_locks_the_file_and_is_no_fence_holds_nobody_up(void **state)
{
	struct bench *bench = *state;
	char folder[] = "/tmp/fipd-io-fence-XXXXXX";
	char path[sizeof(folder) + sizeof("/fence")];
	pid_t pid;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/fence", folder);
	fence_close(bench->fence);
	assert_int_equal(fence_open(&bench->fence, bench->lab.loop, folder), 0);
	assert_false(fence_has_former(bench->fence));
	for (off_t bytes = 0; bytes <= 2; bytes += 2) {
		pid = lock_file(path, bytes);
		assert_true(fence_has_former(bench->fence));
		assert_int_equal(fence_end_former(bench->fence), -EBUSY);
		assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		assert_int_equal(fence_end_former(bench->fence), 0);
	}
	unlink(path);
	rmdir(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
	/* table */
	const struct CMUnitTest tests[] = {
		TEST(killed_the_fips_are_removed_at_the_deadline),
		TEST(frozen_the_fips_are_removed_at_the_deadline),
		TEST(paused_together_the_fips_are_removed_on_waking),
		TEST(told_to_end_by_systemd_it_waits_for_the_deadline),
		TEST(renewed_in_time_nothing_is_removed),
		TEST(a_renewal_in_time_counts_however_late_the_child_wakes),
		TEST(a_child_that_wakes_late_removes_what_was_not_renewed),
		TEST(an_earlier_deadline_is_in_force_at_once),
		TEST(a_renewal_right_behind_the_order_to_arm_counts),
		TEST(a_late_fipd_is_told_and_may_arm_anew),
		TEST(disarmed_it_removes_nothing),
		TEST(closed_after_a_disarming_the_child_ends_and_removes_nothing),
		TEST(closed_while_armed_the_child_does_its_duty_and_ends),
		TEST(a_killed_child_is_replaced_and_its_deadline_stays_in_force),
		TEST(a_frozen_child_is_replaced_and_nothing_is_removed),
		TEST(a_frozen_child_that_was_seen_once_is_looked_after_again),
		TEST(a_child_that_freezes_while_it_is_idle_is_replaced),
		TEST(without_a_child_that_confirms_nothing_is_armed),
		TEST(a_hold_that_took_too_long_is_undone_and_reported),
		TEST(a_hold_that_the_fence_interrupts_is_no_refusal),
		TEST(an_interface_that_went_is_no_hindrance),
		TEST(as_many_fips_as_allowed_are_removed),
		TEST(before_the_next_beat_it_never_removes),
		TEST(who_locks_the_file_and_is_no_fence_holds_nobody_up),
	};

	if (argc == 2 && strcmp(argv[1], "measure") == 0) {
		measure(1);
		measure(CONFIG_FIPS_MAX);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
