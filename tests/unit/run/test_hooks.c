#include "run/hooks.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop/loop.h"
#include "unit/cmocka_all.h"

enum {
	JOURNAL_MAX = 64
};

/* A played fipd: its journal, its cursor, and the results that it was sent, in a line.
 */
struct bench {
	struct loop *loop;
	struct children *children;
	struct hooks *hooks;
	struct orders orders;
	struct status status;
	struct report report;
	char place[64];
	bool away;
	bool fresh;     /* the cursor is not known */
	uint64_t newer; /* the event of a kind that only a newer fipd knows, 0: none */
	json_int_t cursor;
	json_t *answers; /* that are still to be taken */
	enum role role;
	struct entry journal[JOURNAL_MAX];
	char story[4096];
};

static struct bench *bench;

static json_t *events_after(json_int_t after)
{
	json_t *list = json_array();

	for (uint64_t i = (uint64_t)after; i < bench->status.last_sequence; i++) {
		json_t *event = entry_to_json(&bench->journal[i]);

		if (i + 1 == bench->newer) {
			json_object_set_new(event, "kind", json_string("newerKind"));
		}
		json_array_append_new(list, event);
	}
	return list;
}

static void answer(const json_t *request, json_t *rest)
{
	json_object_set(rest, "id", json_object_get(request, "id"));
	json_object_set_new(rest, "ok", json_true());
	json_array_append_new(bench->answers, rest);
}

static void take_acknowledge(const json_t *request)
{
	json_int_t sequence = json_integer_value(json_object_get(request, "sequence"));

	answer(request, json_pack("{s:I, s:b}", "sequence", bench->cursor, "new",
				bench->fresh));
	bench->fresh = false;
	bench->cursor = sequence > bench->cursor ? sequence : bench->cursor;
}

static void take_result(const json_t *request)
{
	size_t used = strlen(bench->story);

	snprintf(bench->story + used, sizeof(bench->story) - used, "%s%lld %s %s",
		used == 0 ? "" : "; ",
		json_integer_value(json_object_get(request, "sequence")),
		json_string_value(json_object_get(request, "name")),
		json_string_value(json_object_get(request, "text")));
	loop_stop(bench->loop);
}

static bool on_send(void *context, json_t *request)
{
	const char *op = json_string_value(json_object_get(request, "op"));

	(void)context;
	if (bench->away) {
		loop_stop(bench->loop);
		json_decref(request);
		return false;
	}
	if (strcmp(op, "acknowledge") == 0) {
		take_acknowledge(request);
	} else if (strcmp(op, "events") == 0) {
		answer(request, json_pack("{s:o}", "events",
					events_after(json_integer_value(
						json_object_get(request, "after")))));
	} else {
		take_result(request);
	}
	json_decref(request);
	return true;
}

static void open_hooks(void)
{
	const struct hooks_port port = {
		.loop = bench->loop,
		.children = bench->children,
		.report = &bench->report,
		.status = &bench->status,
		.place = bench->place,
		.send = on_send,
	};

	assert_int_equal(0, hooks_open(&bench->hooks, &port));
	hooks_follow(bench->hooks, &bench->orders);
}

static int set_up(void **state)
{
	(void)state;
	bench = calloc(1, sizeof(*bench));
	assert_non_null(bench);
	report_init(&bench->report, "unit", false);
	bench->answers = json_array();
	bench->role = ROLE_STANDBY;
	snprintf(bench->place, sizeof(bench->place), "/tmp/unit_hooks.%d", getpid());
	unlink(bench->place);
	assert_int_equal(0, loop_open(&bench->loop));
	assert_int_equal(0, children_open(&bench->children, bench->loop));
	open_hooks();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	hooks_close(bench->hooks);
	children_close(bench->children);
	loop_close(bench->loop);
	json_decref(bench->answers);
	unlink(bench->place);
	free(bench);
	return 0;
}

/* As a former life of fipd-exec has left it. */
static void write_place(const char *text)
{
	FILE *file = fopen(bench->place, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static bool place_is(const char *text)
{
	char found[64] = "";
	FILE *file = fopen(bench->place, "r");

	if (file != NULL) {
		found[fread(found, 1, sizeof(found) - 1, file)] = '\0';
		fclose(file);
	}
	return strcmp(found, text) == 0;
}

static void add_hook(const char *name, const char *script, enum role role)
{
	struct hook *hook =
		&bench->orders.tasks.hooks[bench->orders.tasks.hook_count++];
	const struct passwd *user = getpwuid(geteuid());
	struct fault fault;

	snprintf(hook->name, sizeof(hook->name), "%s", name);
	snprintf(hook->user, sizeof(hook->user), "%s", user->pw_name);
	hook->timeout_ms = 30000;
	hook->on.roles = 1U << role;
	assert_true(tasks_append_word(&hook->command, "/bin/sh", &fault));
	assert_true(tasks_append_word(&hook->command, "-c", &fault));
	assert_true(tasks_append_word(&hook->command, script, &fault));
	hooks_follow(bench->hooks, &bench->orders);
}

static void move(enum role to)
{
	uint64_t sequence = ++bench->status.last_sequence;

	bench->journal[sequence - 1] = (struct entry){
		.sequence = sequence,
		.date_ms = 1000,
		.severity = SEVERITY_INDETERMINATE,
		.event = { .kind = EVENT_ROLE_CHANGE,
			.from = bench->role,
			.to = to,
			.peer = ROLE_STANDBY,
			.reason = REASON_PEER_SILENT },
	};
	bench->role = to;
}

static void answer_all(void)
{
	hooks_go_on(bench->hooks, bench->status.last_sequence);
	while (json_array_size(bench->answers) > 0) {
		json_t *first = json_incref(json_array_get(bench->answers, 0));

		json_array_remove(bench->answers, 0);
		hooks_take(bench->hooks, first);
		json_decref(first);
		hooks_go_on(bench->hooks, bench->status.last_sequence);
	}
}

/* Until all that is in the journal is acknowledged. */
static void settle(void)
{
	answer_all();
	while ((uint64_t)bench->cursor < bench->status.last_sequence) {
		assert_int_equal(0, loop_run(bench->loop));
		answer_all();
	}
}

static void each_runs_once_and_in_order(void **state)
{
	(void)state;
	add_hook("first", "echo a$FIPD_SEQUENCE", ROLE_ACTIVE);
	add_hook("back", "echo b; exit 4", ROLE_STANDBY);
	add_hook("second", "echo c", ROLE_ACTIVE);
	settle();
	move(ROLE_ACTIVE);
	move(ROLE_RELEASING);
	move(ROLE_STANDBY);
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("1 first exit 0: a1; 1 second exit 0: c; 3 back exit 4: b; "
			    "4 first exit 0: a4; 4 second exit 0: c",
		bench->story);
	assert_int_equal(4, bench->cursor);
}

static void what_was_before_the_first_time_is_no_event_for_hooks(void **state)
{
	(void)state;
	add_hook("first", "echo a", ROLE_ACTIVE);
	bench->fresh = true;
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("", bench->story);
	assert_int_equal(1, bench->cursor);
	move(ROLE_STANDBY);
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("3 first exit 0: a", bench->story);
}

static void what_happened_while_it_was_away_is_made_up_for(void **state)
{
	(void)state;
	add_hook("first", "echo a", ROLE_ACTIVE);
	settle();
	hooks_lose(bench->hooks);
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("1 first exit 0: a", bench->story);
}

/* A fipd that was away when the hook ended: it is told again, and not run again. */
static void a_result_that_fipd_did_not_take_is_sent_later(void **state)
{
	(void)state;
	add_hook("first", "exit 2", ROLE_ACTIVE);
	settle();
	move(ROLE_ACTIVE);
	answer_all();
	bench->away = true;
	hooks_lose(bench->hooks);
	while (!place_is("1 first ended\n")) {
		assert_int_equal(0, loop_run(bench->loop));
	}
	assert_string_equal("", bench->story);
	bench->away = false;
	settle();
	assert_string_equal("1 first exit 2", bench->story);
	assert_int_equal(1, bench->cursor);
}

static void one_that_was_interrupted_runs_again_and_knows_it(void **state)
{
	(void)state;
	add_hook("first", "echo a", ROLE_ACTIVE);
	add_hook("second", "echo again=$FIPD_HOOK_AGAIN", ROLE_ACTIVE);
	add_hook("third", "echo again=$FIPD_HOOK_AGAIN", ROLE_ACTIVE);
	write_place("1 second begun\n");
	hooks_close(bench->hooks);
	open_hooks();
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal(
		"1 second exit 0: again=1; 1 third exit 0: again=", bench->story);
}

static void what_was_before_the_interrupted_one_does_not_run_again(void **state)
{
	(void)state;
	add_hook("first", "echo again=$FIPD_HOOK_AGAIN", ROLE_ACTIVE);
	write_place("3 first begun\n");
	hooks_close(bench->hooks);
	open_hooks();
	move(ROLE_ACTIVE);
	move(ROLE_STANDBY);
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("3 first exit 0: again=1", bench->story);
}

static void one_that_was_interrupted_twice_does_not_run_a_third_time(void **state)
{
	(void)state;
	add_hook("first", "echo a", ROLE_ACTIVE);
	add_hook("second", "echo b", ROLE_ACTIVE);
	write_place("1 first again\n");
	hooks_close(bench->hooks);
	open_hooks();
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("1 second exit 0: b", bench->story);
}

static void an_event_that_only_a_newer_fipd_knows_is_passed_over(void **state)
{
	(void)state;
	add_hook("first", "echo a", ROLE_ACTIVE);
	settle();
	bench->newer = 1;
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("", bench->story);
	move(ROLE_STANDBY);
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("3 first exit 0: a", bench->story);
}

static void one_that_had_ended_does_not_run_again(void **state)
{
	(void)state;
	add_hook("first", "echo a", ROLE_ACTIVE);
	add_hook("second", "echo b", ROLE_ACTIVE);
	write_place("1 first ended\n");
	hooks_close(bench->hooks);
	open_hooks();
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("1 second exit 0: b", bench->story);
}

static void a_refused_hook_is_told_and_passed_over(void **state)
{
	(void)state;
	add_hook("first", "echo a", ROLE_ACTIVE);
	strcpy(bench->orders.hooks[0].text, "/x has mode 0777");
	hooks_follow(bench->hooks, &bench->orders);
	settle();
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("1 first not run: /x has mode 0777", bench->story);
	assert_int_equal(1, bench->cursor);
}

static void a_journal_that_began_anew_is_gone_through_from_its_start(void **state)
{
	(void)state;
	add_hook("first", "echo a", ROLE_ACTIVE);
	settle();
	move(ROLE_ACTIVE);
	move(ROLE_STANDBY);
	settle();
	hooks_lose(bench->hooks);
	bench->status.last_sequence = 0;
	bench->cursor = 0;
	bench->fresh = true;
	move(ROLE_ACTIVE);
	settle();
	assert_string_equal("1 first exit 0: a; 1 first exit 0: a", bench->story);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_runs_once_and_in_order),
		TEST(what_was_before_the_first_time_is_no_event_for_hooks),
		TEST(what_happened_while_it_was_away_is_made_up_for),
		TEST(a_result_that_fipd_did_not_take_is_sent_later),
		TEST(one_that_was_interrupted_runs_again_and_knows_it),
		TEST(what_was_before_the_interrupted_one_does_not_run_again),
		TEST(one_that_was_interrupted_twice_does_not_run_a_third_time),
		TEST(an_event_that_only_a_newer_fipd_knows_is_passed_over),
		TEST(one_that_had_ended_does_not_run_again),
		TEST(a_refused_hook_is_told_and_passed_over),
		TEST(a_journal_that_began_anew_is_gone_through_from_its_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
