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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
