#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page/gate.h"
#include "unit/cmocka_all.h"

/* A gate at a port, and the last request of its browser. */
struct visit {
	struct gate gate;
	char target[64];
	char origin[64];
	char cookie[GATE_COOKIE_SIZE];
	const char *path;
};

static int set_up(void **state)
{
	struct visit *visit = calloc(1, sizeof(*visit));

	*state = visit;
	return visit != NULL && gate_open(&visit->gate, 40123) ? 0 : -1;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* Ask as the page's own browser does, but for what a test changes. */
static struct gate_request make(struct visit *visit, const char *name)
{
	snprintf(visit->target, sizeof(visit->target), "/%s/%s", visit->gate.token,
		name);
	snprintf(visit->origin, sizeof(visit->origin), "http://%s", visit->gate.host);
	snprintf(visit->cookie, sizeof(visit->cookie), "a=b; fipctl-page=%s",
		visit->gate.session);
	return (struct gate_request){ .reads = true,
		.target = visit->target,
		.host = visit->gate.host,
		.cookie = visit->cookie };
}

static int judge(struct visit *visit, struct gate_request request)
{
	return gate_judge(&visit->gate, &request, &visit->path);
}

static void the_first_to_open_the_page_comes_in_without_a_cookie(void **state)
{
	struct visit *visit = *state;
	struct gate_request request = make(visit, "?lang=ja");

	request.cookie = NULL;
	assert_int_equal(judge(visit, request), 200);
	assert_string_equal(visit->path, "?lang=ja");
	assert_int_equal(judge(visit, request), 403);
	request.cookie = visit->cookie;
	assert_int_equal(judge(visit, request), 200);
}

static void a_refused_one_takes_no_place(void **state)
{
	struct visit *visit = *state;
	struct gate_request request = make(visit, "status");

	request.cookie = NULL;
	assert_int_equal(judge(visit, request), 403);
	assert_false(visit->gate.taken);
	request.host = "rebound.example";
	visit->target[strlen(visit->target) - strlen("status")] = '\0';
	assert_int_equal(judge(visit, request), 421);
	assert_false(visit->gate.taken);
}

static void each_letter_of_the_token_counts(void **state)
{
	struct visit *visit = *state;
	struct gate_request request = make(visit, "");

	for (size_t i = 0; i <= GATE_SECRET_LETTERS + 1; i++) {
		visit->target[i] ^= 1;
		assert_int_equal(judge(visit, request), 404);
		visit->target[i] ^= 1;
	}
	visit->target[GATE_SECRET_LETTERS] = '\0';
	assert_int_equal(judge(visit, request), 404);
	request.target = NULL;
	assert_int_equal(judge(visit, request), 404);
}

static void each_letter_of_the_session_counts(void **state)
{
	struct visit *visit = *state;
	struct gate_request request = make(visit, "status");
	char *secret = strchr(visit->cookie, 'f') + strlen("fipctl-page=");

	assert_int_equal(judge(visit, request), 200);
	for (size_t i = 0; i < GATE_SECRET_LETTERS; i++) {
		secret[i] ^= 1;
		assert_int_equal(judge(visit, request), 403);
		secret[i] ^= 1;
	}
	memcpy(visit->cookie, "a=bx ", 4);
	assert_int_equal(judge(visit, request), 200);
	visit->cookie[4] = 'x';
	assert_int_equal(judge(visit, request), 403);
}

static void who_changes_something_names_the_own_origin(void **state)
{
	struct visit *visit = *state;
	struct gate_request request = make(visit, "change");

	request.reads = false;
	request.posts = true;
	assert_int_equal(judge(visit, request), 403);
	request.origin = "http://evil.example";
	assert_int_equal(judge(visit, request), 403);
	request.origin = visit->origin;
	assert_int_equal(judge(visit, request), 200);
	assert_string_equal(visit->path, "change");
}

static void a_host_of_another_name_or_none_is_refused(void **state)
{
	static const char *const hosts[] = { "", "127.0.0.1", "localhost:40123",
		"127.0.0.1:40124", "127.0.0.1:401234", NULL };
	struct visit *visit = *state;
	struct gate_request request = make(visit, "");

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		request.host = hosts[i];
		assert_int_equal(judge(visit, request), 421);
	}
}

static void two_gates_have_nothing_in_common(void **state)
{
	struct visit *visit = *state;
	struct gate other;

	assert_true(gate_open(&other, 40123));
	assert_string_not_equal(other.token, visit->gate.token);
	assert_string_not_equal(other.session, visit->gate.session);
	assert_string_not_equal(other.token, other.session);
	assert_int_equal(strlen(other.token), GATE_SECRET_LETTERS);
}

#define WITH_GATE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_GATE(the_first_to_open_the_page_comes_in_without_a_cookie),
		WITH_GATE(a_refused_one_takes_no_place),
		WITH_GATE(each_letter_of_the_token_counts),
		WITH_GATE(each_letter_of_the_session_counts),
		WITH_GATE(who_changes_something_names_the_own_origin),
		WITH_GATE(a_host_of_another_name_or_none_is_refused),
		WITH_GATE(two_gates_have_nothing_in_common),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
