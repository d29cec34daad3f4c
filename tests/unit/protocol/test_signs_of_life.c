/*
 * A played fipd at a real socket and a played clock: when silence is a loss.
 */
#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "protocol/subscription.h"

enum {
	TICK_MS = 1000,
	START_MS = 50000,
};

struct fixture {
	char folder[32];
	char path[64];
	int listener;
	int fipd; /* its end of the connection */
	int64_t now_ms;
	int64_t pause_ms; /* until the next tick */
	uint32_t lease_s;
	struct report report;
	struct mirror mirror;
	struct subscription subscription;
};

static void on_message(void *context, const json_t *message, int64_t now_ms)
{
	struct fixture *fixture = context;

	mirror_take(&fixture->mirror, message, now_ms);
}

static void on_loss(void *context)
{
	(void)context;
}

static void listen_there(struct fixture *fixture)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(fixture->folder, "/tmp/fipd-subscription-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->path, sizeof(fixture->path), "%s/sock", fixture->folder);
	strcpy(address.sun_path, fixture->path);
	fixture->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(fixture->listener, (struct sockaddr *)&address, sizeof(address)),
		0);
	assert_int_equal(listen(fixture->listener, 1), 0);
}

/* Say one line as fipd; the message is used up. */
static void say(struct fixture *fixture, json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);

	assert_true(dprintf(fixture->fipd, "%s\n", text) > 0);
	free(text);
	json_decref(message);
}

static void say_status(struct fixture *fixture)
{
	struct status status = { .role = ROLE_ACTIVE, .lease_s = fixture->lease_s };

	say(fixture, json_pack("{s:b, s:s, s:o}", "ok", 1, "id", "status", "status",
			     status_to_json(&status)));
}

static void tick(struct fixture *fixture)
{
	fixture->now_ms += fixture->pause_ms;
	fixture->pause_ms = subscription_tick(&fixture->subscription, fixture->now_ms);
}

/* Take what was asked; return whether it was asked whether it lives. */
static bool is_asked(struct fixture *fixture)
{
	char text[4096];
	ssize_t length = recv(fixture->fipd, text, sizeof(text) - 1, MSG_DONTWAIT);

	text[length > 0 ? length : 0] = '\0';
	return strstr(text, "life") != NULL;
}

/* Begin, with a fipd of that lease that has told its status. */
static void meet(struct fixture *fixture, uint32_t lease_s)
{
	fixture->lease_s = lease_s;
	subscription_tick(&fixture->subscription, fixture->now_ms);
	fixture->fipd = accept(fixture->listener, NULL, NULL);
	assert_true(fixture->fipd >= 0);
	say_status(fixture);
	subscription_read(&fixture->subscription, fixture->now_ms);
	is_asked(fixture);
	assert_int_equal(fixture->mirror.state, MIRROR_CONNECTED);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	listen_there(fixture);
	fixture->fipd = -1;
	fixture->now_ms = START_MS;
	fixture->pause_ms = TICK_MS;
	report_init(&fixture->report, "unit_signs_of_life", false);
	fixture->subscription = (struct subscription){
		.path = fixture->path,
		.program = "unit_signs_of_life",
		.report = &fixture->report,
		.mirror = &fixture->mirror,
		.subscriber = { fixture, on_message, on_loss },
	};
	subscription_init(&fixture->subscription);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	subscription_close(&fixture->subscription);
	close(fixture->listener);
	close(fixture->fipd);
	unlink(fixture->path);
	rmdir(fixture->folder);
	free(fixture);
	return 0;
}

/* Return for how long a fipd of that lease is silent until it is lost. */
static int64_t find_loss_ms(struct fixture *fixture, uint32_t lease_s)
{
	int64_t since_ms = fixture->now_ms;

	meet(fixture, lease_s);
	while (fixture->mirror.state == MIRROR_CONNECTED) {
		tick(fixture);
	}
	return fixture->now_ms - since_ms;
}

static void a_silent_fipd_is_lost_before_its_lease_is_over(void **state)
{
	static const uint32_t leases_s[] = { 2, 3, 4, 5, 6, 11, 12 };

	for (size_t i = 0; i < sizeof(leases_s) / sizeof(leases_s[0]); i++) {
		for (int64_t phase_ms = 1; phase_ms <= TICK_MS; phase_ms += 37) {
			struct fixture *fixture = *state;

			/* It was heard so long before a tick. */
			fixture->pause_ms = phase_ms;
			assert_true(find_loss_ms(fixture, leases_s[i])
				    <= leases_s[i] * 1000);
			tear_down(state);
			set_up(state);
		}
	}
}

/* With the shortest lease there is half a second less between two looks at times. */
static void one_that_answers_is_looked_at_once_a_second(void **state)
{
	static const uint32_t leases_s[] = { 2, 3, 4, 6, 12 };

	for (size_t i = 0; i < sizeof(leases_s) / sizeof(leases_s[0]); i++) {
		struct fixture *fixture = *state;
		int looks = 0;

		meet(fixture, leases_s[i]);
		for (; fixture->now_ms < START_MS + 60 * TICK_MS; looks++) {
			tick(fixture);
			if (is_asked(fixture)) {
				say(fixture,
					json_pack("{s:b, s:s}", "ok", 1, "id", "life"));
				subscription_read(
					&fixture->subscription, fixture->now_ms);
			}
		}
		assert_true(looks <= (leases_s[i] == 2 ? 90 : 60));
		tear_down(state);
		set_up(state);
	}
}

static void a_long_lease_is_not_waited_for(void **state)
{
	assert_true(find_loss_ms(*state, 5000) <= SUBSCRIPTION_SILENCE_MS);
}

static void one_that_answers_whether_it_lives_is_never_lost(void **state)
{
	struct fixture *fixture = *state;
	unsigned answers = 0;

	meet(fixture, 2);
	for (unsigned i = 0; i < 60; i++) {
		tick(fixture);
		if (is_asked(fixture)) {
			answers++;
			say(fixture, json_pack("{s:b, s:s}", "ok", 1, "id", "life"));
		}
		assert_int_equal(fixture->mirror.state, MIRROR_CONNECTED);
	}
	assert_true(answers >= 20);
}

static void one_that_has_something_to_tell_is_not_asked(void **state)
{
	struct fixture *fixture = *state;

	meet(fixture, 6);
	for (unsigned i = 0; i < 60; i++) {
		tick(fixture);
		assert_false(is_asked(fixture));
		say(fixture, json_pack("{s:{}}", "change"));
	}
}

static void who_was_stopped_himself_asks_before_he_calls_it_lost(void **state)
{
	struct fixture *fixture = *state;

	meet(fixture, 3);
	fixture->now_ms += 3600 * 1000;
	tick(fixture);
	assert_int_equal(fixture->mirror.state, MIRROR_CONNECTED);
	assert_true(is_asked(fixture));
	tick(fixture);
	assert_int_equal(fixture->mirror.state, MIRROR_STALE);
}

static void one_that_goes_on_is_asked_for_its_status(void **state)
{
	struct fixture *fixture = *state;

	find_loss_ms(fixture, 3);
	is_asked(fixture);
	say(fixture, json_pack("{s:b, s:s}", "ok", 1, "id", "life"));
	tick(fixture);
	assert_int_equal(fixture->mirror.state, MIRROR_STALE);
	say_status(fixture);
	tick(fixture);
	assert_int_equal(fixture->mirror.state, MIRROR_CONNECTED);
}

static void a_fipd_that_is_killed_is_lost_at_the_next_look(void **state)
{
	struct fixture *fixture = *state;

	meet(fixture, 6);
	close(fixture->fipd);
	close(fixture->listener);
	subscription_tick(&fixture->subscription, fixture->now_ms);
	assert_int_equal(fixture->mirror.state, MIRROR_STALE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_silent_fipd_is_lost_before_its_lease_is_over),
		TEST(one_that_answers_is_looked_at_once_a_second),
		TEST(a_long_lease_is_not_waited_for),
		TEST(one_that_answers_whether_it_lives_is_never_lost),
		TEST(one_that_has_something_to_tell_is_not_asked),
		TEST(who_was_stopped_himself_asks_before_he_calls_it_lost),
		TEST(one_that_goes_on_is_asked_for_its_status),
		TEST(a_fipd_that_is_killed_is_lost_at_the_next_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
