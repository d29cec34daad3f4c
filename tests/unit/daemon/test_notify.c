#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/notify.h"

/* The service manager, and a node with the default timing: a lease of 6 s. */
struct fixture {
	int fd;
	char path[64];
	char heard[256];
	struct engine engine;
	struct notify notify;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	memset(&fixture, 0, sizeof(fixture));
	snprintf(fixture.path, sizeof(fixture.path), "/tmp/fipd-notify.%ld",
		(long)getpid());
	memcpy(address.sun_path, fixture.path, sizeof(fixture.path));
	fixture.fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	assert_int_equal(
		bind(fixture.fd, (struct sockaddr *)&address, sizeof(address)), 0);
	setenv("NOTIFY_SOCKET", fixture.path, 1);
	setenv("WATCHDOG_USEC", "10000000", 1);
	fixture.engine.settings.interval_ms = 2000;
	fixture.engine.settings.count = 5;
	fixture.engine.standing.role = ROLE_STANDBY;
	notify_begin(&fixture.notify);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	close(fixture->fd);
	unlink(fixture->path);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	return 0;
}

static const char *hear(struct fixture *fixture)
{
	ssize_t length = recv(
		fixture->fd, fixture->heard, sizeof(fixture->heard) - 1, MSG_DONTWAIT);

	fixture->heard[length > 0 ? length : 0] = '\0';
	return fixture->heard;
}

/* Return whether anything was said at this time of the wake-up. */
static bool speaks(struct fixture *fixture, int64_t now_us)
{
	notify_tell(&fixture->notify, &fixture->engine, now_us);
	return *hear(fixture) != '\0';
}

static void begin(struct fixture *fixture)
{
	notify_tell(&fixture->notify, &fixture->engine, 60 * SECOND_US);
	hear(fixture);
	hear(fixture);
}

static void the_watchdog_is_shorter_than_the_lease_and_told_when_it_changes(
	void **state)
{
	struct fixture *fixture = *state;

	notify_tell(&fixture->notify, &fixture->engine, 60 * SECOND_US);
	assert_string_equal(hear(fixture), "WATCHDOG_USEC=3000000\nWATCHDOG=1");
	assert_string_equal(hear(fixture), "STATUS=standby, peer not heard");
	assert_false(speaks(fixture, 60 * SECOND_US));
	fixture->engine.settings.interval_ms = 10000;
	assert_true(speaks(fixture, 60 * SECOND_US));
	assert_string_equal(fixture->heard, "WATCHDOG_USEC=16000000\nWATCHDOG=1");
	/* A lease of 2 s: nothing saves it, and a busy host must not end fipd. */
	fixture->engine.settings.interval_ms = 1000;
	assert_true(speaks(fixture, 60 * SECOND_US));
	assert_string_equal(fixture->heard, "WATCHDOG_USEC=2000000\nWATCHDOG=1");
}

static void a_holder_feeds_it_with_each_renewal(void **state)
{
	struct fixture *fixture = *state;
	struct lease *lease = &fixture->engine.lease;

	begin(fixture);
	lease->state = LEASE_HELD;
	lease->renewed_us = 60 * SECOND_US;
	assert_false(speaks(fixture, 61 * SECOND_US));
	lease->renewed_us = 62 * SECOND_US;
	assert_true(speaks(fixture, 62 * SECOND_US));
	assert_string_equal(fixture->heard, "WATCHDOG=1");
	/* The clients of a short interval are no reason to feed it with every beat. */
	lease->renewed_us = 62 * SECOND_US + 700 * MS_US;
	assert_false(speaks(fixture, 62 * SECOND_US + 700 * MS_US));
}

static void a_holder_without_renewals_feeds_it_before_it_ends(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	fixture->engine.lease.state = LEASE_HELD;
	fixture->engine.lease.renewed_us = 60 * SECOND_US;
	assert_int_equal(notify_due_us(&fixture->notify), 62 * SECOND_US + 250 * MS_US);
	assert_false(speaks(fixture, 62 * SECOND_US + 249 * MS_US));
	assert_true(speaks(fixture, 62 * SECOND_US + 250 * MS_US));
}

static void who_holds_nothing_feeds_it_in_wakeups_that_come_anyhow(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	assert_false(speaks(fixture, 60 * SECOND_US + 749 * MS_US));
	assert_true(speaks(fixture, 60 * SECOND_US + 750 * MS_US));
}

static void role_and_peer_are_told_when_they_change(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	fixture->engine.standing.role = ROLE_ACTIVE;
	assert_true(speaks(fixture, 60 * SECOND_US));
	assert_string_equal(fixture->heard, "STATUS=active, peer not heard");
	assert_false(speaks(fixture, 60 * SECOND_US));
	fixture->engine.liveness.ever = true;
	fixture->engine.liveness.heard_us = 60 * SECOND_US;
	fixture->engine.liveness.last.role = ROLE_STANDBY;
	assert_true(speaks(fixture, 60 * SECOND_US));
	assert_string_equal(fixture->heard, "STATUS=active, peer standby");
}

static void what_found_no_room_is_told_again(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	fixture->notify.watched = false;
	while (notify_send("X-FULL=1")) {
	}
	fixture->engine.standing.role = ROLE_ACTIVE;
	notify_tell(&fixture->notify, &fixture->engine, 60 * SECOND_US);
	while (*hear(fixture) != '\0') {
		assert_string_equal(fixture->heard, "X-FULL=1");
	}
	/* Where nobody hears for good, no beat tries again. */
	assert_false(speaks(fixture, 61 * SECOND_US - 1));
	assert_true(speaks(fixture, 61 * SECOND_US));
	assert_string_equal(fixture->heard, "STATUS=active, peer not heard");
	assert_false(speaks(fixture, 70 * SECOND_US));
}

static void what_could_not_be_told_does_not_delay_a_change(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	fixture->notify.watched = false;
	setenv("NOTIFY_SOCKET", "/nonexistent", 1);
	fixture->engine.standing.role = ROLE_ACTIVE;
	assert_false(speaks(fixture, 60 * SECOND_US));
	setenv("NOTIFY_SOCKET", fixture->path, 1);
	fixture->engine.standing.role = ROLE_STANDBY;
	assert_true(speaks(fixture, 60 * SECOND_US));
	assert_string_equal(fixture->heard, "STATUS=standby, peer not heard");
}

static void without_a_watchdog_nothing_is_fed(void **state)
{
	struct fixture *fixture = *state;

	unsetenv("WATCHDOG_USEC");
	notify_begin(&fixture->notify);
	notify_tell(&fixture->notify, &fixture->engine, 60 * SECOND_US);
	assert_string_equal(hear(fixture), "STATUS=standby, peer not heard");
	assert_string_equal(hear(fixture), "");
	assert_int_equal(notify_due_us(&fixture->notify), INT64_MAX);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAYED(the_watchdog_is_shorter_than_the_lease_and_told_when_it_changes),
		PLAYED(a_holder_feeds_it_with_each_renewal),
		PLAYED(a_holder_without_renewals_feeds_it_before_it_ends),
		PLAYED(who_holds_nothing_feeds_it_in_wakeups_that_come_anyhow),
		PLAYED(role_and_peer_are_told_when_they_change),
		PLAYED(what_found_no_room_is_told_again),
		PLAYED(what_could_not_be_told_does_not_delay_a_change),
		PLAYED(without_a_watchdog_nothing_is_fed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
