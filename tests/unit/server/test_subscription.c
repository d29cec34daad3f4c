#include "unit/cmocka_all.h"

#include "unit/server/server_help.h"

static void note_and_settle(struct test_server *server, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		bench_append(&server->bench, EVENT_ROLE_CHANGE);
	}
	folder_settle(&server->bench.folder);
}

/* Assert that the next message is the event with this number. */
static void assert_event(
	struct test_server *server, struct test_client *client, int sequence)
{
	json_t *message = client_read(server, client);
	json_t *event = json_object_get(message, "event");

	assert_non_null(event);
	assert_number(json_incref(event), "sequence", sequence);
	json_decref(message);
}

static void assert_status(struct test_server *server, struct test_client *client)
{
	json_t *message = client_read(server, client);

	assert_non_null(json_object_get(message, "status"));
	json_decref(message);
}

static void a_subscriber_gets_the_status_and_what_it_has_missed(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	note_and_settle(&server, 3);
	client = client_connect(&server);
	assert_number(
		client_ask(&server, &client, "{\"op\":\"subscribe\",\"after\":1}\n"),
		"after", 1);
	assert_status(&server, &client);
	assert_event(&server, &client, 2);
	assert_event(&server, &client, 3);
	client_close(&client);
	test_server_close(&server);
}

static void a_subscriber_gets_many_that_it_has_missed_in_turns(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	note_and_settle(&server, 100);
	client = client_connect(&server);
	json_decref(
		client_ask(&server, &client, "{\"op\":\"subscribe\",\"after\":0}\n"));
	assert_status(&server, &client);
	for (int sequence = 1; sequence <= 100; sequence++) {
		assert_event(&server, &client, sequence);
	}
	client_close(&client);
	test_server_close(&server);
}

static void a_subscriber_gets_each_event_once_and_then_the_status(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	json_decref(
		client_ask(&server, &client, "{\"op\":\"subscribe\",\"after\":0}\n"));
	assert_status(&server, &client);
	note_and_settle(&server, 2);
	server_publish(server.control, false);
	assert_event(&server, &client, 1);
	assert_event(&server, &client, 2);
	assert_status(&server, &client);
	note_and_settle(&server, 1);
	server_publish(server.control, false);
	assert_event(&server, &client, 3);
	client_close(&client);
	test_server_close(&server);
}

static void assert_nothing_came(const struct test_client *client)
{
	char byte;

	assert_int_equal(recv(client->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT), -1);
	assert_int_equal(errno, EAGAIN);
}

/* However many they are: between the turns heartbeats leave. */
static void subscribers_get_what_is_published_in_turns(void **state)
{
	struct test_server server;
	struct test_client clients[20];

	(void)state;
	test_server_open(&server);
	for (int i = 0; i < 20; i++) {
		clients[i] = client_connect(&server);
		json_decref(client_ask(
			&server, &clients[i], "{\"op\":\"subscribe\",\"after\":0}\n"));
		assert_status(&server, &clients[i]);
	}
	note_and_settle(&server, 40);
	server_publish(server.control, false);
	for (int i = 0; i < 20; i++) {
		assert_nothing_came(&clients[i]);
	}
	for (int i = 0; i < 20; i++) {
		for (int sequence = 1; sequence <= 40; sequence++) {
			assert_event(&server, &clients[i], sequence);
		}
		assert_status(&server, &clients[i]);
		client_close(&clients[i]);
	}
	test_server_close(&server);
}

static void a_subscriber_goes_on_where_its_cursor_is(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	note_and_settle(&server, 3);
	client = client_connect(&server);
	json_decref(client_ask(&server, &client,
		"{\"op\":\"acknowledge\",\"cursor\":\"agentx\",\"sequence\":2}\n"));
	assert_number(client_ask(&server, &client,
			      "{\"op\":\"subscribe\",\"cursor\":\"agentx\"}\n"),
		"after", 2);
	assert_status(&server, &client);
	assert_event(&server, &client, 3);
	client_close(&client);
	test_server_close(&server);
}

static void a_subscriber_learns_how_many_events_are_lost_to_it(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	note_and_settle(&server, 1010);
	client = client_connect(&server);
	assert_number(
		client_ask(&server, &client, "{\"op\":\"subscribe\",\"after\":4}\n"),
		"dropped", 6);
	client_close(&client);
	test_server_close(&server);
}

static void a_subscriber_from_another_life_is_put_at_the_end(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	note_and_settle(&server, 2);
	client = client_connect(&server);
	assert_number(
		client_ask(&server, &client, "{\"op\":\"subscribe\",\"after\":9000}\n"),
		"after", 2);
	client_close(&client);
	test_server_close(&server);
}

static void an_event_that_does_not_exist_cannot_be_acknowledged(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	note_and_settle(&server, 2);
	client = client_connect(&server);
	assert_text(
		client_ask(&server, &client,
			"{\"op\":\"acknowledge\",\"cursor\":\"a\",\"sequence\":3}\n"),
		"error", "badRequest");
	assert_int_equal(cursors_find(&server.cursors, "a"), 0);
	client_close(&client);
	test_server_close(&server);
}

static void a_changed_status_is_sent_with_the_next_tick(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	json_decref(client_ask(&server, &client, "{\"op\":\"subscribe\"}\n"));
	assert_status(&server, &client);
	server_publish(server.control, false);
	assert_status(&server, &client);
	server_touch(server.control);
	server_tick(server.control, loop_now_us(server.loop));
	assert_status(&server, &client);
	client_close(&client);
	test_server_close(&server);
}

static void an_unchanged_status_is_sent_every_ten_seconds(void **state)
{
	struct test_server server;
	struct test_client client;
	int64_t now_us;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	json_decref(client_ask(&server, &client, "{\"op\":\"subscribe\"}\n"));
	assert_status(&server, &client);
	server_publish(server.control, false);
	assert_status(&server, &client);
	now_us = loop_now_us(server.loop);
	server_tick(server.control, now_us + 9 * SECOND_US);
	json_decref(client_ask(&server, &client, "{\"op\":\"knock\"}\n"));
	server_tick(server.control, now_us + 11 * SECOND_US);
	assert_status(&server, &client);
	client_close(&client);
	test_server_close(&server);
}

/* Here no time passes: an age that does not grow would be told each time. */
static void stop_ages(struct status *status)
{
	status->started_age_ms = -1;
	status->changed_age_ms = -1;
	status->role_age_ms = -1;
	status->peer_state_age_ms = -1;
	status->peer_heard_age_ms = -1;
	status->outlook.stable_ms = -1;
	for (size_t i = 0; i < STATUS_FIPS_MAX; i++) {
		status->fips[i].state_age_ms = -1;
	}
}

/* The client subscribes to changes, and has the status of the publication before. */
static struct test_client follow(struct test_server *server)
{
	struct test_client client = client_connect(server);

	stop_ages(&server->status);
	json_decref(client_ask(
		server, &client, "{\"op\":\"subscribe\",\"changes\":true}\n"));
	assert_status(server, &client);
	server_publish(server->control, false);
	assert_status(server, &client);
	return client;
}

/* Publish, and assert that the client is told just this change. */
static void assert_change(
	struct test_server *server, struct test_client *client, const char *expected)
{
	json_t *wanted = json_loads(expected, 0, NULL);
	json_t *message;

	assert_non_null(wanted);
	server_publish(server->control, false);
	message = client_read(server, client);
	assert_true(json_equal(json_object_get(message, "change"), wanted));
	json_decref(message);
	json_decref(wanted);
}

static void who_wants_changes_is_told_what_has_changed(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = follow(&server);
	assert_change(&server, &client, "{}");
	server.status.failovers = 7;
	server.status.outlook.retry_ms = 20;
	assert_change(&server, &client,
		"{\"counters\":{\"failovers\":7},\"outlook\":{\"retry_ms\":20}}");
	assert_change(&server, &client, "{}");
	client_close(&client);
	test_server_close(&server);
}

static void of_a_thousand_fips_only_the_one_that_changed_is_told(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	server.status.fip_count = STATUS_FIPS_MAX;
	client = follow(&server);
	server.status.fips[998].announcements = 3;
	assert_change(
		&server, &client, "{\"fips\":[{\"row\":998,\"announcements\":3}]}");
	client_close(&client);
	test_server_close(&server);
}

static void a_list_that_was_edited_is_told_whole(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = follow(&server);
	server.status.fip_count = 2;
	server_publish(server.control, false);
	assert_status(&server, &client);
	server.status.fips[1].conflicts = 1;
	assert_change(&server, &client, "{\"fips\":[{\"row\":1,\"conflicts\":1}]}");
	client_close(&client);
	test_server_close(&server);
}

static void who_does_not_ask_for_changes_gets_the_whole(void **state)
{
	struct test_server server;
	struct test_client follower;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	follower = follow(&server);
	client = client_connect(&server);
	json_decref(client_ask(&server, &client, "{\"op\":\"subscribe\"}\n"));
	assert_status(&server, &client);
	server.status.failovers = 7;
	assert_change(&server, &follower, "{\"counters\":{\"failovers\":7}}");
	assert_status(&server, &client);
	client_close(&client);
	client_close(&follower);
	test_server_close(&server);
}

/*
 * It has seen what the others have not, and what is undone before the next publication
 * is no change to them.
 */
static void who_joins_between_two_publications_gets_the_whole_with_the_next(
	void **state)
{
	struct test_server server;
	struct test_client follower;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	follower = follow(&server);
	server.status.failovers = 7;
	client = client_connect(&server);
	json_decref(client_ask(
		&server, &client, "{\"op\":\"subscribe\",\"changes\":true}\n"));
	assert_status(&server, &client);
	server.status.failovers = 0;
	assert_change(&server, &follower, "{}");
	assert_status(&server, &client);
	server.status.failbacks = 1;
	assert_change(&server, &client, "{\"counters\":{\"failbacks\":1}}");
	client_close(&client);
	client_close(&follower);
	test_server_close(&server);
}

static void who_asks_for_the_status_gets_the_whole_with_the_next(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = follow(&server);
	server.status.failovers = 7;
	json_decref(client_ask(&server, &client, "{\"op\":\"status\"}\n"));
	server.status.failovers = 0;
	server_publish(server.control, false);
	assert_status(&server, &client);
	assert_change(&server, &client, "{}");
	client_close(&client);
	test_server_close(&server);
}

/* The first publication has not come to its turn when the second takes its place. */
static void who_has_missed_a_publication_gets_the_whole(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = follow(&server);
	server.status.failovers = 7;
	server_publish(server.control, false);
	server.status.failbacks = 1;
	server_publish(server.control, false);
	assert_status(&server, &client);
	assert_change(&server, &client, "{}");
	client_close(&client);
	test_server_close(&server);
}

static void a_commit_gives_the_status_to_who_asks_for_it(void **state)
{
	struct test_server server;
	struct test_client client;
	json_t *answer;

	(void)state;
	test_server_open(&server);
	client = follow(&server);
	json_decref(client_ask(&server, &client,
		"{\"op\":\"prepare\",\"set\":[{\"name\":\"count\",\"value\":\"7\"}]}"
		"\n"));
	server.status.failovers = 7;
	answer = client_ask(&server, &client, "{\"op\":\"commit\",\"status\":true}\n");
	assert_true(json_is_true(json_object_get(answer, "ok")));
	assert_number(json_incref(json_object_get(
			      json_object_get(answer, "status"), "counters")),
		"failovers", 7);
	json_decref(answer);
	server_publish(server.control, false);
	assert_status(&server, &client);
	answer = client_ask(&server, &client, "{\"op\":\"undo\"}\n");
	assert_true(json_is_true(json_object_get(answer, "ok")));
	assert_null(json_object_get(answer, "status"));
	json_decref(answer);
	client_close(&client);
	test_server_close(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_subscriber_gets_the_status_and_what_it_has_missed),
		cmocka_unit_test(a_subscriber_gets_many_that_it_has_missed_in_turns),
		cmocka_unit_test(a_subscriber_gets_each_event_once_and_then_the_status),
		cmocka_unit_test(subscribers_get_what_is_published_in_turns),
		cmocka_unit_test(a_subscriber_goes_on_where_its_cursor_is),
		cmocka_unit_test(a_subscriber_learns_how_many_events_are_lost_to_it),
		cmocka_unit_test(a_subscriber_from_another_life_is_put_at_the_end),
		cmocka_unit_test(an_event_that_does_not_exist_cannot_be_acknowledged),
		cmocka_unit_test(a_changed_status_is_sent_with_the_next_tick),
		cmocka_unit_test(an_unchanged_status_is_sent_every_ten_seconds),
		cmocka_unit_test(who_wants_changes_is_told_what_has_changed),
		cmocka_unit_test(of_a_thousand_fips_only_the_one_that_changed_is_told),
		cmocka_unit_test(a_list_that_was_edited_is_told_whole),
		cmocka_unit_test(who_does_not_ask_for_changes_gets_the_whole),
		cmocka_unit_test(
			who_joins_between_two_publications_gets_the_whole_with_the_next),
		cmocka_unit_test(who_asks_for_the_status_gets_the_whole_with_the_next),
		cmocka_unit_test(who_has_missed_a_publication_gets_the_whole),
		cmocka_unit_test(a_commit_gives_the_status_to_who_asks_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
