#include "unit/cmocka_all.h"

#include <signal.h>
#include <sys/stat.h>

#include "unit/server/server_help.h"

static void hello_tells_the_version(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	assert_text(guest_ask(&house, &guest, "{\"op\":\"hello\",\"client\":\"x\"}\n"),
		"version", "1.2.3");
	guest_go(&guest);
	house_leave(&house);
}

/* Connect as another user; root only, as tests/run is. */
static struct guest come_as(struct house *house, uid_t user)
{
	struct guest guest;

	assert_int_equal(chmod(house->diary.folder.path, 0755), 0);
	assert_int_equal(chmod(house->path, 0666), 0);
	assert_int_equal(seteuid(user), 0);
	guest = guest_come(house);
	assert_int_equal(seteuid(0), 0);
	return guest;
}

static void a_reader_may_only_read(void **state)
{
	/* table */
	static const char *const forbidden[] = { "knock", "prepare", "commit", "action",
		"reload", "acknowledge", "dance" };
	struct house house;
	struct guest reader;
	char line[64];

	(void)state;
	house_build_for(&house, 12345);
	reader = come_as(&house, 12345);
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
		snprintf(line, sizeof(line), "{\"op\":\"%s\"}\n", forbidden[i]);
		assert_text(guest_ask(&house, &reader, line), "error", "forbidden");
	}
	assert_int_equal(house.served, 0);
	assert_text(
		guest_ask(&house, &reader, "{\"op\":\"hello\"}\n"), "version", "1.2.3");
	assert_number(
		guest_ask(&house, &reader, "{\"op\":\"events\",\"id\":3}\n"), "id", 3);
	guest_go(&reader);
	house_leave(&house);
}

static void others_may_command_beside_a_reader(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build_for(&house, 12345);
	guest = come_as(&house, 12346);
	assert_number(
		guest_ask(&house, &guest, "{\"op\":\"knock\",\"id\":1}\n"), "id", 1);
	assert_int_equal(house.served, 1);
	guest_go(&guest);
	house_leave(&house);
}

static void an_answer_repeats_the_id_of_its_request(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	guest_say(&guest,
		"{\"op\":\"knock\",\"id\":1}\n{\"op\":\"status\",\"id\":\"b\"}\n");
	assert_number(guest_hear(&house, &guest), "id", 1);
	assert_text(guest_hear(&house, &guest), "id", "b");
	guest_go(&guest);
	house_leave(&house);
}

static void a_line_that_is_no_request_is_answered(void **state)
{
	/* table */
	static const char *const lines[] = { "\n", "rubbish\n", "[]\n", "{}\n",
		"{\"op\":7}\n", "{\"op\":\"dance\"}\n",
		"{\"op\":\"events\",\"after\":-1}\n",
		"{\"op\":\"subscribe\",\"cursor\":\"a b\"}\n", "\x80\xff\n" };
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_text(guest_ask(&house, &guest, lines[i]), "error", "badRequest");
	}
	guest_go(&guest);
	house_leave(&house);
}

static void an_answer_that_comes_later_holds_up_the_next_line(void **state)
{
	struct house house;
	struct guest guest;
	struct guest other;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	other = guest_come(&house);
	guest_say(&guest, "{\"op\":\"hold\",\"id\":1}\n{\"op\":\"knock\",\"id\":2}\n");
	json_decref(guest_ask(&house, &other, "{\"op\":\"hello\"}\n"));
	while (house.served == 0) {
		json_decref(guest_ask(&house, &other, "{\"op\":\"hello\"}\n"));
	}
	assert_int_equal(house.served, 1);
	server_answer(house.server, house.held_client, answer_good());
	assert_number(guest_hear(&house, &guest), "id", 1);
	assert_number(guest_hear(&house, &guest), "id", 2);
	guest_go(&guest);
	guest_go(&other);
	house_leave(&house);
}

static void events_come_oldest_first_and_no_more_than_asked_for(void **state)
{
	struct house house;
	struct guest guest;
	json_t *answer;
	const json_t *list;

	(void)state;
	house_build(&house);
	for (int i = 0; i < 5; i++) {
		diary_note(&house.diary, EVENT_ROLE_CHANGE);
	}
	folder_settle(&house.diary.folder);
	guest = guest_come(&house);
	answer = guest_ask(
		&house, &guest, "{\"op\":\"events\",\"after\":1,\"max\":2}\n");
	list = json_object_get(answer, "events");
	assert_int_equal(json_array_size(list), 2);
	assert_number(json_incref(json_array_get(list, 0)), "sequence", 2);
	json_decref(answer);
	guest_go(&guest);
	house_leave(&house);
}

static void a_client_may_close_its_side_and_still_read(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	guest_say(&guest, "{\"op\":\"knock\"}\n");
	shutdown(guest.fd, SHUT_WR);
	assert_text(guest_hear(&house, &guest), "text", "come in");
	house_run(&house, &guest, guest_sees_end);
	guest_go(&guest);
	house_leave(&house);
}

static bool somebody_has_gone(struct house *house, struct guest *guest)
{
	(void)guest;
	return house->gone_client != 0;
}

static void the_service_learns_that_a_client_has_gone(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	json_decref(guest_ask(&house, &guest, "{\"op\":\"hello\"}\n"));
	guest_go(&guest);
	house_run(&house, NULL, somebody_has_gone);
	assert_int_equal(house.gone_client, 1);
	house_leave(&house);
}

/* Push on: as much as the socket takes, in every turn of the loop. */
static bool pushes_until_gone(struct house *house, struct guest *guest)
{
	char block[4096];

	memset(block, 'x', sizeof(block));
	while (send(guest->fd, block, sizeof(block), MSG_NOSIGNAL | MSG_DONTWAIT) > 0) {
	}
	return house->gone_client != 0;
}

static void a_line_above_256_kib_ends_the_connection(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	house_run(&house, &guest, pushes_until_gone);
	assert_int_equal(house.gone_client, 1);
	guest_go(&guest);
	house_leave(&house);
}

/* Requests without end; the first is not answered. */
static bool pushes_requests(struct house *house, struct guest *guest)
{
	static const char line[] = "{\"op\":\"hold\"}\n";

	while (send(guest->fd, line, sizeof(line) - 1, MSG_NOSIGNAL | MSG_DONTWAIT)
		> 0) {
	}
	return house->served > 0;
}

static void requests_behind_an_outstanding_answer_hold_up_nobody(void **state)
{
	struct house house;
	struct guest guest;
	struct guest other;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	other = guest_come(&house);
	house_run(&house, &guest, pushes_requests);
	for (int i = 0; i < 200; i++) {
		pushes_requests(&house, &guest);
		json_decref(guest_ask(&house, &other, "{\"op\":\"hello\"}\n"));
	}
	assert_int_equal(house.served, 1);
	guest_go(&guest);
	guest_go(&other);
	house_leave(&house);
}

static void a_client_that_does_not_read_is_dropped_at_4_mib(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	for (int i = 0; i < 900; i++) {
		diary_note(&house.diary, EVENT_ROLE_CHANGE);
	}
	folder_settle(&house.diary.folder);
	guest = guest_come(&house);
	for (int i = 0; i < 100; i++) {
		guest_say(&guest, "{\"op\":\"events\",\"max\":1000}\n");
	}
	house_run(&house, NULL, somebody_has_gone);
	guest_go(&guest);
	house_leave(&house);
}

static void the_33rd_client_is_told_that_there_is_no_room(void **state)
{
	struct house house;
	struct guest guests[SERVER_CLIENTS_MAX + 1];

	(void)state;
	house_build(&house);
	for (int i = 0; i < SERVER_CLIENTS_MAX; i++) {
		guests[i] = guest_come(&house);
		json_decref(guest_ask(&house, &guests[i], "{\"op\":\"hello\"}\n"));
	}
	guests[SERVER_CLIENTS_MAX] = guest_come(&house);
	assert_text(guest_hear(&house, &guests[SERVER_CLIENTS_MAX]), "error",
		"resourceUnavailable");
	for (int i = 0; i <= SERVER_CLIENTS_MAX; i++) {
		guest_go(&guests[i]);
	}
	house_leave(&house);
}

static void the_socket_is_for_its_owner_and_its_group(void **state)
{
	struct house house;
	struct stat about;

	(void)state;
	house_build(&house);
	assert_int_equal(stat(house.path, &about), 0);
	assert_int_equal(about.st_mode & 07777, 0660);
	house_leave(&house);
}

static void a_second_server_is_refused_and_the_first_goes_on(void **state)
{
	struct house house;
	struct server *second;
	struct service service = { .version = "2" };
	struct guest guest;

	(void)state;
	house_build(&house);
	assert_int_equal(
		server_open(&second, house.loop, house.path, &service), -EADDRINUSE);
	guest = guest_come(&house);
	json_decref(guest_ask(&house, &guest, "{\"op\":\"hello\"}\n"));
	guest_go(&guest);
	house_leave(&house);
}

static void a_socket_that_a_dead_fipd_left_is_replaced(void **state)
{
	struct house house;
	struct guest guest;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)state;
	house_build(&house);
	server_close(house.server);
	loop_unwatch(house.disk_watch);
	timer_close(house.alarm);
	loop_close(house.loop);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", house.path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
	house_open(&house);
	guest = guest_come(&house);
	json_decref(guest_ask(&house, &guest, "{\"op\":\"hello\"}\n"));
	guest_go(&guest);
	house_leave(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello_tells_the_version),
		cmocka_unit_test(a_reader_may_only_read),
		cmocka_unit_test(others_may_command_beside_a_reader),
		cmocka_unit_test(an_answer_repeats_the_id_of_its_request),
		cmocka_unit_test(a_line_that_is_no_request_is_answered),
		cmocka_unit_test(an_answer_that_comes_later_holds_up_the_next_line),
		cmocka_unit_test(events_come_oldest_first_and_no_more_than_asked_for),
		cmocka_unit_test(a_client_may_close_its_side_and_still_read),
		cmocka_unit_test(the_service_learns_that_a_client_has_gone),
		cmocka_unit_test(a_line_above_256_kib_ends_the_connection),
		cmocka_unit_test(requests_behind_an_outstanding_answer_hold_up_nobody),
		cmocka_unit_test(a_client_that_does_not_read_is_dropped_at_4_mib),
		cmocka_unit_test(the_33rd_client_is_told_that_there_is_no_room),
		cmocka_unit_test(the_socket_is_for_its_owner_and_its_group),
		cmocka_unit_test(a_second_server_is_refused_and_the_first_goes_on),
		cmocka_unit_test(a_socket_that_a_dead_fipd_left_is_replaced),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
