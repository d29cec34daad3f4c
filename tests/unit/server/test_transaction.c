#include "unit/cmocka_all.h"

#include <errno.h>
#include <sys/stat.h>

#include "loop/loop.h"
#include "server/answer.h"
#include "server/transaction.h"
#include "unit/config/config_help.h"
#include "unit/disk/folder_help.h"

enum {
	CLIENT = 1,
	OTHER = 2,
	SOON_US = 1000000,
	LATE_US = 2100000,
};

struct fixture {
	struct folder folder;
	struct loop *loop; /* its clock has gone on since SOON_US */
	struct state_file *file;
	struct commands commands;
	struct transaction transaction;
	struct config config; /* in force */
	const char *check_fault;
	const char *apply_fault;
	const char *action_fault;
	char refusal[COMMANDS_TEXT_MAX];
	char blamed[32]; /* the subject of the refusal */
	char actor[ENTRY_ACTOR_MAX + 1];
	char changed_by[ENTRY_ACTOR_MAX + 1];
	enum command begun;
	bool reloading;
	json_t *answer; /* that came later, to CLIENT */
	json_t *other;  /* to OTHER */
};

static const struct config *current(void *context)
{
	return &((struct fixture *)context)->config;
}

static bool is_reloading(void *context)
{
	return ((struct fixture *)context)->reloading;
}

static bool judge(const char *fault, char *text, size_t size)
{
	if (fault != NULL) {
		snprintf(text, size, "%s", fault);
	}
	return fault == NULL;
}

static bool check(void *context, const struct config *config, enum command command,
	char *text, size_t size)
{
	(void)config;
	(void)command;
	return judge(((struct fixture *)context)->check_fault, text, size);
}

static void compare(void *context, const struct config *config, char *text, size_t size)
{
	(void)context;
	(void)config;
	snprintf(text, size, "count 5 to 6");
}

static bool apply(void *context, const struct config *config, char *text, size_t size)
{
	struct fixture *fixture = context;

	if (!judge(fixture->apply_fault, text, size)) {
		return false;
	}
	fixture->config = *config;
	memcpy(fixture->changed_by, fixture->actor, sizeof(fixture->actor));
	return true;
}

static bool allows(void *context, enum command command, char *text, size_t size)
{
	(void)command;
	return judge(((struct fixture *)context)->action_fault, text, size);
}

static void begin_command(void *context, enum command command)
{
	((struct fixture *)context)->begun = command;
}

static void take_answer(uint64_t client, json_t *answer, void *context)
{
	struct fixture *fixture = context;

	json_t **place = client == CLIENT ? &fixture->answer : &fixture->other;

	assert_true(client == CLIENT || client == OTHER);
	assert_null(*place);
	*place = answer;
}

static void refuse(void *context, const char *subject, const char *text)
{
	struct fixture *fixture = context;

	snprintf(fixture->blamed, sizeof(fixture->blamed), "%s",
		subject != NULL ? subject : "");
	snprintf(fixture->refusal, sizeof(fixture->refusal), "%s", text);
}

static void begin(struct fixture *fixture)
{
	struct diagnostics diagnostics;

	memset(fixture, 0, sizeof(*fixture));
	folder_make(&fixture->folder);
	assert_int_equal(loop_open(&fixture->loop), 0);
	fixture->file = state_file_new(
		fixture->folder.disk, fixture->folder.path, "settings.yaml");
	assert_non_null(fixture->file);
	assert_true(parse_text(&fixture->config, GOOD_TEXT, &diagnostics));
	fixture->commands = (struct commands){
		.loop = fixture->loop,
		.settings_file = fixture->file,
		.disk = fixture->folder.disk,
		.context = fixture,
		.actor = fixture->actor,
		.current = current,
		.is_reloading = is_reloading,
		.check = check,
		.compare = compare,
		.apply = apply,
		.allows = allows,
		.begin = begin_command,
		.refuse = refuse,
	};
	transaction_init(
		&fixture->transaction, &fixture->commands, take_answer, fixture);
}

static void end(struct fixture *fixture)
{
	folder_settle(&fixture->folder);
	json_decref(fixture->answer);
	json_decref(fixture->other);
	state_file_free(fixture->file);
	loop_close(fixture->loop);
	folder_remove(&fixture->folder);
}

static json_t *prepare(struct fixture *fixture, uint64_t client, const char *text)
{
	json_t *request = json_loads(text, 0, NULL);
	json_t *answer;

	assert_non_null(request);
	answer = transaction_prepare(&fixture->transaction, client, request, SOON_US);
	json_decref(request);
	return answer;
}

static void assert_good(json_t *answer)
{
	assert_true(json_is_true(json_object_get(answer, "ok")));
	json_decref(answer);
}

static void assert_refused(json_t *answer, const char *error, int index)
{
	assert_string_equal(json_string_value(json_object_get(answer, "error")), error);
	assert_int_equal(json_integer_value(json_object_get(answer, "index")), index);
	json_decref(answer);
}

/* Commit and wait; return the answer. */
static json_t *commit(struct fixture *fixture)
{
	json_t *answer;

	assert_null(transaction_commit(&fixture->transaction, CLIENT, SOON_US));
	folder_settle(&fixture->folder);
	answer = fixture->answer;
	fixture->answer = NULL;
	assert_non_null(answer);
	return answer;
}

static const char count_6[] = "{\"set\":[{\"name\":\"count\",\"value\":\"6\"}]}";
static const char count_7[] = "{\"set\":[{\"name\":\"count\",\"value\":\"7\"}]}";

static void a_prepared_change_changes_nothing(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_int_equal(fixture.config.count, 5);
	end(&fixture);
}

static void a_commit_is_on_disk_and_in_force_before_its_answer(void **state)
{
	struct fixture fixture;
	char *text;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_good(commit(&fixture));
	assert_int_equal(fixture.config.count, 6);
	text = folder_text(&fixture.folder, "settings.yaml");
	assert_non_null(strstr(text, "count: 6"));
	free(text);
	end(&fixture);
}

static void a_change_has_the_actor_who_prepared_it(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	strcpy(fixture.actor, "user alice (1000)");
	assert_good(prepare(&fixture, CLIENT,
		"{\"by\":\"snmp "
		"web\",\"set\":[{\"name\":\"count\",\"value\":\"6\"}]}"));
	strcpy(fixture.actor, "user bob (1001)");
	assert_good(commit(&fixture));
	assert_string_equal(fixture.changed_by, "snmp web: user alice (1000)");
	assert_string_equal(fixture.actor, "");
	end(&fixture);
}

static void a_way_that_would_act_on_a_terminal_is_refused(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_refused(prepare(&fixture, CLIENT, "{\"by\":\"\\u001b[31m\",\"set\":[]}"),
		"badRequest", 0);
	assert_refused(prepare(&fixture, CLIENT,
			       "{\"by\":\"more than two dozen octets\",\"set\":[]}"),
		"badRequest", 0);
	assert_refused(
		prepare(&fixture, CLIENT, "{\"by\":1,\"set\":[]}"), "badRequest", 0);
	end(&fixture);
}

static void undo_brings_back_what_the_commit_replaced(void **state)
{
	struct fixture fixture;
	char *text;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_good(commit(&fixture));
	assert_null(transaction_undo(&fixture.transaction, CLIENT));
	folder_settle(&fixture.folder);
	assert_int_equal(fixture.config.count, 5);
	text = folder_text(&fixture.folder, "settings.yaml");
	assert_null(strstr(text, "count"));
	free(text);
	end(&fixture);
}

static void undo_is_good_when_there_is_nothing_to_undo(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(transaction_undo(&fixture.transaction, CLIENT));
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_good(commit(&fixture));
	transaction_drop(&fixture.transaction, CLIENT);
	assert_good(transaction_undo(&fixture.transaction, CLIENT));
	assert_int_equal(fixture.config.count, 6);
	end(&fixture);
}

static void a_wrong_value_is_blamed_on_its_place(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_refused(prepare(&fixture, CLIENT,
			       "{\"set\":[{\"name\":\"port\",\"value\":\"7901\"},"
			       "{\"name\":\"count\",\"value\":\"0\"}]}"),
		"wrongValue", 1);
	assert_non_null(strstr(fixture.refusal, "count"));
	assert_string_equal(fixture.blamed, "count");
	end(&fixture);
}

static void a_contradiction_is_blamed_on_its_setting(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_refused(prepare(&fixture, CLIENT,
			       "{\"set\":[{\"name\":\"count\",\"value\":\"6\"},"
			       "{\"name\":\"redundancy\",\"value\":\"on\"}]}"),
		"inconsistentValue", -1);
	fixture.check_fault = "peer: it is this node";
	assert_refused(prepare(&fixture, CLIENT,
			       "{\"set\":[{\"name\":\"count\",\"value\":\"6\"},"
			       "{\"name\":\"peer\",\"value\":\"10.0.0.9\"}]}"),
		"inconsistentValue", 1);
	assert_string_equal(fixture.blamed, "peer");
	end(&fixture);
}

static void the_answer_says_what_a_commit_would_change(void **state)
{
	struct fixture fixture;
	json_t *answer;

	(void)state;
	begin(&fixture);
	answer = prepare(&fixture, CLIENT, count_6);
	assert_string_equal(
		json_string_value(json_object_get(answer, "changes")), "count 5 to 6");
	json_decref(answer);
	end(&fixture);
}

static void maintenance_that_is_set_without_an_end_has_none(void **state)
{
	static const char on[] = "{\"set\":[{\"name\":\"maintenance\","
				 "\"value\":\"yes\"}]}";
	static const char until[] = "{\"set\":[{\"name\":\"maintenance_until\","
				    "\"value\":\"8\"},{\"name\":\"maintenance\","
				    "\"value\":\"yes\"}]}";
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.config.maintenance_until = 7;
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_int_equal(fixture.transaction.proposal.config.maintenance_until, 7);
	assert_good(prepare(&fixture, CLIENT, on));
	assert_int_equal(fixture.transaction.proposal.config.maintenance_until, 0);
	assert_good(prepare(&fixture, CLIENT, until));
	assert_int_equal(fixture.transaction.proposal.config.maintenance_until, 8);
	end(&fixture);
}

static void one_client_at_a_time_has_a_prepared_change(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_refused(prepare(&fixture, OTHER, count_7), "resourceUnavailable", -1);
	assert_good(prepare(&fixture, CLIENT, count_7));
	assert_good(commit(&fixture));
	assert_int_equal(fixture.config.count, 7);
	end(&fixture);
}

static void a_prepared_change_lives_for_two_seconds(void **state)
{
	struct fixture fixture;
	json_t *answer;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	answer = transaction_commit(&fixture.transaction, CLIENT, SOON_US + LATE_US);
	assert_refused(answer, "commitFailed", 0);
	assert_int_equal(fixture.config.count, 5);
	end(&fixture);
}

static void a_prepared_change_goes_with_its_client(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	transaction_drop(&fixture.transaction, CLIENT);
	assert_good(prepare(&fixture, OTHER, count_7));
	assert_refused(transaction_commit(&fixture.transaction, CLIENT, SOON_US),
		"commitFailed", 0);
	end(&fixture);
}

static void a_disk_that_fails_leaves_the_old_settings_in_force(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_int_equal(
		mkdir(folder_file(&fixture.folder, "settings.yaml.tmp"), 0700), 0);
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_refused(commit(&fixture), "commitFailed", 0);
	assert_int_equal(fixture.config.count, 5);
	assert_non_null(strstr(fixture.refusal, "settings.yaml"));
	end(&fixture);
}

static void what_cannot_be_applied_is_taken_from_the_disk_again(void **state)
{
	struct fixture fixture;
	char *text;

	(void)state;
	begin(&fixture);
	fixture.apply_fault = "the port is in use";
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_refused(commit(&fixture), "commitFailed", 0);
	folder_settle(&fixture.folder);
	assert_string_equal(fixture.refusal, "the port is in use");
	text = folder_text(&fixture.folder, "settings.yaml");
	assert_null(strstr(text, "count"));
	free(text);
	end(&fixture);
}

static void an_action_begins_with_the_commit(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(
		prepare(&fixture, CLIENT, "{\"set\":[],\"action\":\"switchover\"}"));
	assert_int_equal(fixture.begun, 0);
	assert_good(transaction_commit(&fixture.transaction, CLIENT, SOON_US));
	assert_int_equal(fixture.begun, COMMAND_SWITCHOVER);
	end(&fixture);
}

static void an_action_that_would_be_refused_is_not_prepared(void **state)
{
	struct fixture fixture;
	json_t *answer;

	(void)state;
	begin(&fixture);
	fixture.action_fault = "switchover: the peer is silent";
	answer = prepare(&fixture, CLIENT, "{\"set\":[],\"action\":\"switchover\"}");
	assert_string_equal(
		json_string_value(json_object_get(answer, "member")), "action");
	assert_refused(answer, "inconsistentValue", -1);
	assert_string_equal(fixture.refusal, "switchover: the peer is silent");
	assert_string_equal(fixture.blamed, "switchover");
	end(&fixture);
}

static void nobody_vouches_for_the_peer_over_snmp(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_int_equal(proposal_find_command("peerIsOff"), COMMAND_VOUCH);
	assert_refused(
		prepare(&fixture, CLIENT, "{\"set\":[],\"action\":\"peerIsOff\"}"),
		"inconsistentValue", -1);
	assert_int_equal(fixture.begun, 0);
	end(&fixture);
}

static void nothing_is_changed_while_the_files_are_read_again(void **state)
{
	struct fixture fixture;
	struct transaction *transaction = &fixture.transaction;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	fixture.reloading = true;
	assert_refused(prepare(&fixture, CLIENT, count_6), "resourceUnavailable", 0);
	assert_refused(
		transaction_commit(transaction, CLIENT, SOON_US), "commitFailed", 0);
	assert_refused(transaction_undo(transaction, CLIENT), "undoFailed", 0);
	fixture.reloading = false;
	assert_good(commit(&fixture));
	assert_int_equal(fixture.config.count, 6);
	end(&fixture);
}

static void a_reload_in_between_drops_what_was_prepared(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	transaction_overtake(&fixture.transaction);
	assert_refused(transaction_commit(&fixture.transaction, CLIENT, SOON_US),
		"commitFailed", 0);
	end(&fixture);
}

/* Begin to read a line of more than 1 KiB. */
static void begin_long(struct fixture *fixture, uint64_t client, const char *op)
{
	char line[2000];
	int length = snprintf(line, sizeof(line),
		"{\"op\":\"%s\",\"set\":[{\"name\":\"count\",\"value\":\"7\"}]%1500s}",
		op, "");

	assert_null(transaction_prepare_line(
		&fixture->transaction, client, line, (size_t)length, SOON_US));
}

static json_t *take_later(struct fixture *fixture, uint64_t client)
{
	json_t **place = client == CLIENT ? &fixture->answer : &fixture->other;
	json_t *answer = *place;

	*place = NULL;
	assert_non_null(answer);
	return answer;
}

static void a_long_line_that_is_no_prepare_leaves_what_was_prepared(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	begin_long(&fixture, CLIENT, "restart");
	folder_settle(&fixture.folder);
	assert_refused(take_later(&fixture, CLIENT), "badRequest", 0);
	assert_good(commit(&fixture));
	assert_int_equal(fixture.config.count, 6);
	end(&fixture);
}

static void a_long_line_of_another_that_is_no_prepare_leaves_the_undo(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_good(commit(&fixture));
	begin_long(&fixture, OTHER, "restart");
	folder_settle(&fixture.folder);
	assert_refused(take_later(&fixture, OTHER), "badRequest", 0);
	assert_null(transaction_undo(&fixture.transaction, CLIENT));
	folder_settle(&fixture.folder);
	assert_int_equal(fixture.config.count, 5);
	end(&fixture);
}

/* What was read beside it rests on what the undo has replaced. */
static void an_undo_while_a_long_line_is_read_comes_first(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_good(prepare(&fixture, CLIENT, count_6));
	assert_good(commit(&fixture));
	begin_long(&fixture, OTHER, "prepare");
	assert_null(transaction_undo(&fixture.transaction, CLIENT));
	folder_settle(&fixture.folder);
	assert_good(take_later(&fixture, CLIENT));
	assert_refused(take_later(&fixture, OTHER), "resourceUnavailable", -1);
	assert_non_null(strstr(fixture.refusal, "another client changes settings"));
	assert_int_equal(fixture.config.count, 5);
	end(&fixture);
}

static void a_long_line_prepares_but_for_a_client_that_went(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	begin_long(&fixture, OTHER, "prepare");
	assert_refused(prepare(&fixture, CLIENT, count_6), "resourceUnavailable", -1);
	transaction_drop(&fixture.transaction, OTHER);
	folder_settle(&fixture.folder);
	json_decref(take_later(&fixture, OTHER));
	begin_long(&fixture, CLIENT, "prepare");
	folder_settle(&fixture.folder);
	assert_good(take_later(&fixture, CLIENT));
	assert_good(commit(&fixture));
	assert_int_equal(fixture.config.count, 7);
	end(&fixture);
}

static void a_long_line_is_prepared_from_when_it_was_read(void **state)
{
	struct fixture fixture;
	int64_t read_us;

	(void)state;
	begin(&fixture);
	begin_long(&fixture, CLIENT, "prepare");
	folder_settle(&fixture.folder);
	assert_good(take_later(&fixture, CLIENT));
	read_us = loop_now_us(fixture.loop);
	assert_true(read_us > SOON_US + LATE_US);
	assert_null(transaction_commit(&fixture.transaction, CLIENT, read_us));
	folder_settle(&fixture.folder);
	assert_good(take_later(&fixture, CLIENT));
	assert_int_equal(fixture.config.count, 7);
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_prepared_change_changes_nothing),
		cmocka_unit_test(a_commit_is_on_disk_and_in_force_before_its_answer),
		cmocka_unit_test(undo_brings_back_what_the_commit_replaced),
		cmocka_unit_test(undo_is_good_when_there_is_nothing_to_undo),
		cmocka_unit_test(a_wrong_value_is_blamed_on_its_place),
		cmocka_unit_test(a_contradiction_is_blamed_on_its_setting),
		cmocka_unit_test(the_answer_says_what_a_commit_would_change),
		cmocka_unit_test(maintenance_that_is_set_without_an_end_has_none),
		cmocka_unit_test(one_client_at_a_time_has_a_prepared_change),
		cmocka_unit_test(a_prepared_change_lives_for_two_seconds),
		cmocka_unit_test(a_prepared_change_goes_with_its_client),
		cmocka_unit_test(a_disk_that_fails_leaves_the_old_settings_in_force),
		cmocka_unit_test(what_cannot_be_applied_is_taken_from_the_disk_again),
		cmocka_unit_test(an_action_begins_with_the_commit),
		cmocka_unit_test(an_action_that_would_be_refused_is_not_prepared),
		cmocka_unit_test(nobody_vouches_for_the_peer_over_snmp),
		cmocka_unit_test(nothing_is_changed_while_the_files_are_read_again),
		cmocka_unit_test(a_reload_in_between_drops_what_was_prepared),
		cmocka_unit_test(
			a_long_line_that_is_no_prepare_leaves_what_was_prepared),
		cmocka_unit_test(
			a_long_line_of_another_that_is_no_prepare_leaves_the_undo),
		cmocka_unit_test(a_change_has_the_actor_who_prepared_it),
		cmocka_unit_test(a_way_that_would_act_on_a_terminal_is_refused),
		cmocka_unit_test(an_undo_while_a_long_line_is_read_comes_first),
		cmocka_unit_test(a_long_line_prepares_but_for_a_client_that_went),
		cmocka_unit_test(a_long_line_is_prepared_from_when_it_was_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
