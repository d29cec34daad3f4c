#include "unit/cmocka_all.h"

#include <grp.h>
#include <signal.h>
#include <sys/stat.h>

#include "server/places.h"
#include "server/transaction.h"
#include "unit/server/server_help.h"

static void hello_tells_the_version(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	assert_text(
		client_ask(&server, &client, "{\"op\":\"hello\",\"client\":\"x\"}\n"),
		"version", "1.2.3");
	client_close(&client);
	test_server_close(&server);
}

/* Connect as another user; root only, as tests/run is. */
static struct test_client come_as(struct test_server *server, uid_t user)
{
	struct test_client client;

	assert_int_equal(chmod(server->bench.folder.path, 0755), 0);
	assert_int_equal(chmod(server->path, 0666), 0);
	assert_int_equal(seteuid(user), 0);
	client = client_connect(server);
	assert_int_equal(seteuid(0), 0);
	return client;
}

static void act_as(struct test_server *server, uid_t user)
{
	struct test_client client = come_as(server, user);

	json_decref(client_ask(
		server, &client, "{\"op\":\"action\",\"action\":\"clearFault\"}\n"));
	client_close(&client);
	assert_string_equal(server->actor, "");
}

static void who_asks_has_a_name_or_a_number(void **state)
{
	struct test_server server;

	(void)state;
	test_server_open(&server);
	act_as(&server, 0);
	assert_string_equal(server.began, "user root (0)");
	act_as(&server, 3999999999);
	assert_string_equal(server.began, "user 3999999999");
	test_server_close(&server);
}

static void a_reader_may_only_read(void **state)
{
	/* table */
	static const char *const forbidden[] = { "restartPlan", "prepare", "commit",
		"action", "reload", "acknowledge", "checks", "hook", "dance" };
	struct test_server server;
	struct test_client reader;
	char line[64];

	(void)state;
	test_server_open(&server);
	reader = client_connect_to(&server, ".read");
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
		snprintf(line, sizeof(line), "{\"op\":\"%s\"}\n", forbidden[i]);
		assert_text(client_ask(&server, &reader, line), "error", "forbidden");
	}
	assert_int_equal(server.commands, 0);
	assert_text(client_ask(&server, &reader, "{\"op\":\"hello\"}\n"), "version",
		"1.2.3");
	assert_number(client_ask(&server, &reader, "{\"op\":\"events\",\"id\":3}\n"),
		"id", 3);
	client_close(&reader);
	test_server_close(&server);
}

static bool has_forgotten(struct test_server *server, struct test_client *client)
{
	(void)client;
	return server->reporter == 0;
}

/* Both may come from this process, which is root's or fipd's own user's. */
static void who_reports_is_heard_answered_and_forgotten(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	json_decref(client_ask(&server, &client, "{\"op\":\"checks\"}\n"));
	assert_true(server.reporter != 0);
	server.report_error = "inconsistentValue";
	assert_text(client_ask(&server, &client, "{\"op\":\"hook\"}\n"), "error",
		"inconsistentValue");
	client_close(&client);
	test_server_run(&server, NULL, has_forgotten);
	test_server_close(&server);
}

/* Write a prepare of so many bytes, with settings of the same value. */
static char *write_long(const char *name, const char *value, size_t size)
{
	char *line = calloc(1, size + 256);
	size_t length;

	assert_non_null(line);
	length = (size_t)sprintf(line,
		"{\"op\":\"prepare\",\"id\":7,\"set\":["
		"{\"name\":\"%s\",\"value\":\"%s",
		name, value);
	memset(line + length, ' ', size - length);
	strcpy(line + size, "\"}]}\n");
	return line;
}

static void a_long_line_is_read_off_the_loop_and_answered_with_its_id(void **state)
{
	struct test_server server;
	struct test_client client;
	char *good = write_long("count", "6", 1010);
	char *bad = write_long("fips", "[1", 60000);

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	assert_text(client_ask(&server, &client, bad), "error", "wrongValue");
	json_decref(client_ask(&server, &client, good));
	json_decref(client_ask(&server, &client, "{\"op\":\"free\"}\n"));
	memcpy(strstr(bad, "prepare"), "restart", 7);
	assert_text(client_ask(&server, &client, bad), "error", "badRequest");
	free(good);
	free(bad);
	client_close(&client);
	test_server_close(&server);
}

static void a_long_line_of_a_reader_is_not_even_read(void **state)
{
	struct test_server server;
	struct test_client reader;
	char *line = write_long("count", "6", 2000);

	(void)state;
	test_server_open(&server);
	reader = client_connect_to(&server, ".read");
	assert_text(client_ask(&server, &reader, line), "error", "forbidden");
	memset(line, '[', 2000);
	assert_text(client_ask(&server, &reader, line), "error", "forbidden");
	free(line);
	client_close(&reader);
	test_server_close(&server);
}

/* It asks for what takes many turns, and goes in the midst of them. */
static void a_client_that_goes_within_a_long_line_leaves_nothing(void **state)
{
	struct test_server server;
	struct test_client client;
	struct test_client other;
	char *line = write_long("count", "6", 60000);

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	other = client_connect(&server);
	client_send(&client, line);
	client_send(&client, "{\"op\":\"events\",\"max\":1000}\n");
	client_close(&client);
	for (int i = 0; i < 10; i++) {
		json_decref(client_ask(&server, &other, "{\"op\":\"hello\"}\n"));
	}
	free(line);
	client_close(&other);
	test_server_close(&server);
}

static void a_list_of_many_turns_is_one_answer(void **state)
{
	struct test_server server;
	struct test_client client;
	json_t *answer;
	const json_t *list;

	(void)state;
	test_server_open(&server);
	for (int i = 0; i < 100; i++) {
		bench_append(&server.bench, EVENT_ROLE_CHANGE);
	}
	folder_settle(&server.bench.folder);
	client = client_connect(&server);
	answer = client_ask(&server, &client,
		"{\"op\":\"events\",\"after\":3,\"max\":90,\"id\":\"a\\\"b\"}\n");
	list = json_object_get(answer, "events");
	assert_int_equal(json_array_size(list), 90);
	for (int i = 0; i < 90; i++) {
		assert_number(json_incref(json_array_get(list, (size_t)i)), "sequence",
			i + 4);
	}
	assert_text(answer, "id", "a\"b");
	client_close(&client);
	test_server_close(&server);
}

/* The same user, root here, may do more by the other socket: only the file counts. */
static void others_may_command_beside_a_reader(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	assert_number(client_ask(&server, &client,
			      "{\"op\":\"restartPlan\",\"span_s\":0,\"id\":1}\n"),
		"id", 1);
	assert_int_equal(server.commands, 1);
	client_close(&client);
	test_server_close(&server);
}

/* Assert that a socket is for its group, or for nobody else where there is none. */
static void assert_kept_close(const char *path, const char *group)
{
	struct stat about;

	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(
		about.st_mode, S_IFSOCK | (getgrnam(group) != NULL ? 0660 : 0600));
}

static void each_socket_is_for_its_group_or_for_nobody_else(void **state)
{
	struct test_server server;

	(void)state;
	test_server_open(&server);
	assert_kept_close(folder_file(&server.bench.folder, "control.sock"), "fipd");
	assert_kept_close(
		folder_file(&server.bench.folder, "control.sock.read"), "fipd-read");
	test_server_close(&server);
}

static void a_socket_for_readers_that_was_removed_comes_back(void **state)
{
	struct test_server server;
	struct test_client reader;

	(void)state;
	test_server_open(&server);
	assert_int_equal(
		unlink(folder_file(&server.bench.folder, "control.sock.read")), 0);
	server_tick(server.control, loop_now_us(server.loop));
	reader = client_connect_to(&server, ".read");
	assert_text(client_ask(&server, &reader, "{\"op\":\"reload\"}\n"), "error",
		"forbidden");
	client_close(&reader);
	test_server_close(&server);
}

static void an_answer_repeats_the_id_of_its_request(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	client_send(&client, "{\"op\":\"restartPlan\",\"span_s\":0,\"id\":1}\n{\"op\":"
			     "\"status\",\"id\":\"b\"}\n");
	assert_number(client_read(&server, &client), "id", 1);
	assert_text(client_read(&server, &client), "id", "b");
	client_close(&client);
	test_server_close(&server);
}

static void a_line_that_is_no_request_is_answered(void **state)
{
	/* table */
	static const char *const lines[] = { "\n", "rubbish\n", "[]\n", "{}\n",
		"{\"op\":7}\n", "{\"op\":\"dance\"}\n",
		"{\"op\":\"events\",\"after\":-1}\n",
		"{\"op\":\"subscribe\",\"cursor\":\"a b\"}\n", "\x80\xff\n",
		"{\"op\":\"hello\",\"id\":[]}\n", "{\"op\":\"hello\",\"id\":1.5}\n",
		("{\"op\":\"hello\",\"id\":\"0123456789012345678901234567890123456789"
		 "0123456789012345678901234\"}\n") };
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_text(
			client_ask(&server, &client, lines[i]), "error", "badRequest");
	}
	client_close(&client);
	test_server_close(&server);
}

static void an_answer_that_comes_later_holds_up_the_next_line(void **state)
{
	struct test_server server;
	struct test_client client;
	struct test_client other;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	other = client_connect(&server);
	client_send(&client, "{\"op\":\"reload\",\"id\":1}\n{\"op\":\"restartPlan\","
			     "\"span_s\":0,\"id\":2}\n");
	json_decref(client_ask(&server, &other, "{\"op\":\"hello\"}\n"));
	while (server.commands == 0) {
		json_decref(client_ask(&server, &other, "{\"op\":\"hello\"}\n"));
	}
	assert_int_equal(server.commands, 1);
	server_end_reload(server.control, false, server.reload_client, answer_good());
	assert_number(client_read(&server, &client), "id", 1);
	assert_number(client_read(&server, &client), "id", 2);
	client_close(&client);
	client_close(&other);
	test_server_close(&server);
}

static void events_come_oldest_first_and_no_more_than_asked_for(void **state)
{
	struct test_server server;
	struct test_client client;
	json_t *answer;
	const json_t *list;

	(void)state;
	test_server_open(&server);
	for (int i = 0; i < 5; i++) {
		bench_append(&server.bench, EVENT_ROLE_CHANGE);
	}
	folder_settle(&server.bench.folder);
	client = client_connect(&server);
	answer = client_ask(
		&server, &client, "{\"op\":\"events\",\"after\":1,\"max\":2}\n");
	list = json_object_get(answer, "events");
	assert_int_equal(json_array_size(list), 2);
	assert_number(json_incref(json_array_get(list, 0)), "sequence", 2);
	json_decref(answer);
	client_close(&client);
	test_server_close(&server);
}

static void a_client_may_close_its_side_and_still_read(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	client_send(&client, "{\"op\":\"restartPlan\",\"span_s\":0}\n");
	shutdown(client.fd, SHUT_WR);
	assert_text(client_read(&server, &client), "text", "planned for 0 s");
	test_server_run(&server, &client, client_sees_end);
	client_close(&client);
	test_server_close(&server);
}

/* Prepare a change; return whether that was allowed. */
static bool can_prepare(struct test_server *server, struct test_client *client)
{
	json_t *answer =
		client_ask(server, client, "{\"op\":\"prepare\",\"set\":[]}\n");
	bool can = json_is_true(json_object_get(answer, "ok"));

	json_decref(answer);
	return can;
}

/* Return how long a change holds up others whose client goes at once. */
static int64_t leave_prepared(struct test_server *server, struct test_client *other)
{
	int64_t start_us = clock_now_us();
	struct test_client client = client_connect(server);

	assert_true(can_prepare(server, &client));
	client_close(&client);
	while (!can_prepare(server, other)) {
	}
	json_decref(client_ask(server, other, "{\"op\":\"free\"}\n"));
	return clock_now_us() - start_us;
}

/* On a busy machine it may take so long that the change has expired: then once more. */
static void what_a_client_prepared_goes_with_it(void **state)
{
	struct test_server server;
	struct test_client other;
	int attempts = 1;

	(void)state;
	test_server_open(&server);
	other = client_connect(&server);
	while (leave_prepared(&server, &other) >= TRANSACTION_LIFETIME_MS * MS_US) {
		assert_true(attempts++ < 10);
	}
	client_close(&other);
	test_server_close(&server);
}

/* Push on: as much as the socket takes, in every turn of the loop. */
static bool pushes_until_gone(struct test_server *server, struct test_client *client)
{
	char block[4096];

	(void)server;
	memset(block, 'x', sizeof(block));
	while (send(client->fd, block, sizeof(block), MSG_NOSIGNAL | MSG_DONTWAIT)
		> 0) {
	}
	return errno == EPIPE || errno == ECONNRESET;
}

static void a_line_above_64_kib_ends_the_connection(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	test_server_run(&server, &client, pushes_until_gone);
	client_close(&client);
	test_server_close(&server);
}

/* Requests without end; the first is not answered. */
static bool pushes_requests(struct test_server *server, struct test_client *client)
{
	static const char line[] = "{\"op\":\"reload\"}\n";

	while (send(client->fd, line, sizeof(line) - 1, MSG_NOSIGNAL | MSG_DONTWAIT)
		> 0) {
	}
	return server->commands > 0;
}

static void requests_behind_an_outstanding_answer_hold_up_nobody(void **state)
{
	struct test_server server;
	struct test_client client;
	struct test_client other;

	(void)state;
	test_server_open(&server);
	client = client_connect(&server);
	other = client_connect(&server);
	test_server_run(&server, &client, pushes_requests);
	for (int i = 0; i < 200; i++) {
		pushes_requests(&server, &client);
		json_decref(client_ask(&server, &other, "{\"op\":\"hello\"}\n"));
	}
	assert_int_equal(server.commands, 1);
	client_close(&client);
	client_close(&other);
	test_server_close(&server);
}

static bool is_dropped(struct test_server *server, struct test_client *client)
{
	struct pollfd about = { .fd = client->fd };

	(void)server;
	assert_true(poll(&about, 1, 0) >= 0);
	return (about.revents & POLLHUP) != 0;
}

static void a_client_that_does_not_read_is_dropped_at_4_mib(void **state)
{
	struct test_server server;
	struct test_client client;

	(void)state;
	test_server_open(&server);
	for (int i = 0; i < 900; i++) {
		bench_append(&server.bench, EVENT_ROLE_CHANGE);
	}
	folder_settle(&server.bench.folder);
	client = client_connect(&server);
	for (int i = 0; i < 100; i++) {
		client_send(&client, "{\"op\":\"events\",\"max\":1000}\n");
	}
	test_server_run(&server, &client, is_dropped);
	client_close(&client);
	test_server_close(&server);
}

/* Wait until the server has closed the connection. */
static void assert_closed(struct test_server *server, struct test_client *client)
{
	test_server_run(server, client, client_sees_end);
	client_close(client);
}

static void the_ninth_client_of_a_user_shuts_out_nobody_else(void **state)
{
	struct test_server server;
	struct test_client clients[PLACES_OF_ONE + 1];
	struct test_client other;

	(void)state;
	test_server_open(&server);
	for (int i = 0; i < PLACES_OF_ONE; i++) {
		clients[i] = come_as(&server, 12345);
		json_decref(client_ask(&server, &clients[i], "{\"op\":\"hello\"}\n"));
	}
	clients[PLACES_OF_ONE] = come_as(&server, 12345);
	assert_text(client_read(&server, &clients[PLACES_OF_ONE]), "error",
		"resourceUnavailable");
	other = come_as(&server, 12346);
	json_decref(client_ask(&server, &other, "{\"op\":\"hello\"}\n"));
	client_close(&other);
	for (int i = 0; i <= PLACES_OF_ONE; i++) {
		client_close(&clients[i]);
	}
	test_server_close(&server);
}

static void who_says_nothing_for_a_minute_goes_but_a_subscriber(void **state)
{
	struct test_server server;
	struct test_client silent;
	struct test_client subscriber;

	(void)state;
	test_server_open(&server);
	silent = client_connect(&server);
	subscriber = client_connect(&server);
	json_decref(client_ask(&server, &subscriber, "{\"op\":\"subscribe\"}\n"));
	server_tick(server.control, clock_now_us() + 50 * SECOND_US);
	json_decref(client_ask(&server, &silent, "{\"op\":\"hello\"}\n"));
	server_tick(server.control, clock_now_us() + 61 * SECOND_US);
	assert_closed(&server, &silent);
	json_decref(client_ask(&server, &subscriber, "{\"op\":\"hello\"}\n"));
	client_close(&subscriber);
	test_server_close(&server);
}

static void the_33rd_client_is_told_that_there_is_no_room(void **state)
{
	struct test_server server;
	struct test_client clients[PLACES_MAX + 1];

	(void)state;
	test_server_open(&server);
	for (int i = 0; i < PLACES_MAX; i++) {
		clients[i] = client_connect(&server);
		json_decref(client_ask(&server, &clients[i], "{\"op\":\"hello\"}\n"));
	}
	clients[PLACES_MAX] = client_connect(&server);
	assert_text(client_read(&server, &clients[PLACES_MAX]), "error",
		"resourceUnavailable");
	for (int i = 0; i <= PLACES_MAX; i++) {
		client_close(&clients[i]);
	}
	test_server_close(&server);
}

/* Let a second pass, and what it brings; the client sees it. */
static void assert_back_after_a_second(struct test_server *server)
{
	struct test_client client;

	server_tick(server->control, clock_now_us());
	assert_kept_close(server->path, "fipd");
	client = client_connect(server);
	json_decref(client_ask(server, &client, "{\"op\":\"hello\"}\n"));
	client_close(&client);
}

static void a_socket_that_was_removed_comes_back(void **state)
{
	struct test_server server;
	struct test_client before;

	(void)state;
	test_server_open(&server);
	before = client_connect(&server);
	json_decref(client_ask(&server, &before, "{\"op\":\"hello\"}\n"));
	assert_int_equal(unlink(server.path), 0);
	assert_back_after_a_second(&server);
	json_decref(client_ask(&server, &before, "{\"op\":\"hello\"}\n"));
	client_close(&before);
	test_server_close(&server);
}

/* The folder is not the state folder, which this test keeps. */
static void a_folder_that_was_removed_comes_back_as_it_was(void **state)
{
	struct test_server server;
	struct stat about;
	char folder[96];

	(void)state;
	test_server_open(&server);
	server_close(server.control);
	snprintf(folder, sizeof(folder), "%s/run", server.bench.folder.path);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(chmod(folder, 0751), 0);
	assert_int_equal(chown(folder, 12345, 12346), 0);
	listen_at(&server, "run/control.sock");
	assert_int_equal(unlink(server.path), 0);
	assert_int_equal(
		unlink(folder_file(&server.bench.folder, "run/control.sock.read")), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_back_after_a_second(&server);
	assert_int_equal(stat(folder, &about), 0);
	assert_int_equal(about.st_mode & 07777, 0751);
	assert_int_equal(about.st_uid, 12345);
	assert_int_equal(about.st_gid, 12346);
	test_server_close(&server);
}

/* Another fipd has come: then there is nothing to take back, until it goes. */
static void what_another_put_in_the_place_of_the_socket_stays(void **state)
{
	struct test_server server;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct stat about;
	ino_t number;

	(void)state;
	test_server_open(&server);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", server.path);
	assert_int_equal(unlink(server.path), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(stat(server.path, &about), 0);
	number = about.st_ino;
	server_tick(server.control, clock_now_us());
	assert_int_equal(stat(server.path, &about), 0);
	assert_int_equal(about.st_ino, number);
	close(fd);
	assert_back_after_a_second(&server);
	test_server_close(&server);
}

static void a_second_server_is_refused_and_the_first_goes_on(void **state)
{
	struct test_server server;
	struct server *second;
	struct commands commands = { .version = "2" };
	struct test_client client;

	(void)state;
	test_server_open(&server);
	commands.loop = server.loop;
	assert_int_equal(server_open(&second, server.path, &commands), -EADDRINUSE);
	client = client_connect(&server);
	json_decref(client_ask(&server, &client, "{\"op\":\"hello\"}\n"));
	client_close(&client);
	test_server_close(&server);
}

static void a_socket_that_a_dead_fipd_left_is_replaced(void **state)
{
	struct test_server server;
	struct test_client client;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)state;
	test_server_open(&server);
	server_close(server.control);
	loop_unwatch(server.disk_watch);
	timer_close(server.alarm);
	loop_close(server.loop);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", server.path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
	listen_again(&server);
	client = client_connect(&server);
	json_decref(client_ask(&server, &client, "{\"op\":\"hello\"}\n"));
	client_close(&client);
	test_server_close(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello_tells_the_version),
		cmocka_unit_test(who_asks_has_a_name_or_a_number),
		cmocka_unit_test(a_reader_may_only_read),
		cmocka_unit_test(who_reports_is_heard_answered_and_forgotten),
		cmocka_unit_test(
			a_long_line_is_read_off_the_loop_and_answered_with_its_id),
		cmocka_unit_test(a_long_line_of_a_reader_is_not_even_read),
		cmocka_unit_test(a_client_that_goes_within_a_long_line_leaves_nothing),
		cmocka_unit_test(a_list_of_many_turns_is_one_answer),
		cmocka_unit_test(others_may_command_beside_a_reader),
		cmocka_unit_test(each_socket_is_for_its_group_or_for_nobody_else),
		cmocka_unit_test(a_socket_for_readers_that_was_removed_comes_back),
		cmocka_unit_test(an_answer_repeats_the_id_of_its_request),
		cmocka_unit_test(a_line_that_is_no_request_is_answered),
		cmocka_unit_test(an_answer_that_comes_later_holds_up_the_next_line),
		cmocka_unit_test(events_come_oldest_first_and_no_more_than_asked_for),
		cmocka_unit_test(a_client_may_close_its_side_and_still_read),
		cmocka_unit_test(what_a_client_prepared_goes_with_it),
		cmocka_unit_test(a_line_above_64_kib_ends_the_connection),
		cmocka_unit_test(requests_behind_an_outstanding_answer_hold_up_nobody),
		cmocka_unit_test(a_client_that_does_not_read_is_dropped_at_4_mib),
		cmocka_unit_test(the_ninth_client_of_a_user_shuts_out_nobody_else),
		cmocka_unit_test(who_says_nothing_for_a_minute_goes_but_a_subscriber),
		cmocka_unit_test(the_33rd_client_is_told_that_there_is_no_room),
		cmocka_unit_test(a_socket_that_was_removed_comes_back),
		cmocka_unit_test(a_folder_that_was_removed_comes_back_as_it_was),
		cmocka_unit_test(what_another_put_in_the_place_of_the_socket_stays),
		cmocka_unit_test(a_second_server_is_refused_and_the_first_goes_on),
		cmocka_unit_test(a_socket_that_a_dead_fipd_left_is_replaced),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
