#include "unit/cmocka_all.h"

#include "unit/server/server_help.h"

static void note_and_settle(struct house *house, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		diary_note(&house->diary, EVENT_ROLE_CHANGE);
	}
	folder_settle(&house->diary.folder);
}

/* Assert that the next message is the event with this number. */
static void assert_event(struct house *house, struct guest *guest, int sequence)
{
	json_t *message = guest_hear(house, guest);
	json_t *event = json_object_get(message, "event");

	assert_non_null(event);
	assert_number(json_incref(event), "sequence", sequence);
	json_decref(message);
}

static void assert_status(struct house *house, struct guest *guest)
{
	json_t *message = guest_hear(house, guest);

	assert_non_null(json_object_get(message, "status"));
	json_decref(message);
}

static void a_subscriber_gets_the_status_and_what_it_has_missed(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	note_and_settle(&house, 3);
	guest = guest_come(&house);
	assert_number(guest_ask(&house, &guest, "{\"op\":\"subscribe\",\"after\":1}\n"),
		"after", 1);
	assert_status(&house, &guest);
	assert_event(&house, &guest, 2);
	assert_event(&house, &guest, 3);
	guest_go(&guest);
	house_leave(&house);
}

static void a_subscriber_gets_each_event_once_and_then_the_status(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	json_decref(guest_ask(&house, &guest, "{\"op\":\"subscribe\",\"after\":0}\n"));
	assert_status(&house, &guest);
	note_and_settle(&house, 2);
	server_publish(house.server);
	assert_event(&house, &guest, 1);
	assert_event(&house, &guest, 2);
	assert_status(&house, &guest);
	note_and_settle(&house, 1);
	server_publish(house.server);
	assert_event(&house, &guest, 3);
	guest_go(&guest);
	house_leave(&house);
}

static void a_subscriber_goes_on_where_its_cursor_is(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	note_and_settle(&house, 3);
	guest = guest_come(&house);
	json_decref(guest_ask(&house, &guest,
		"{\"op\":\"acknowledge\",\"cursor\":\"agentx\",\"sequence\":2}\n"));
	assert_number(guest_ask(&house, &guest,
			      "{\"op\":\"subscribe\",\"cursor\":\"agentx\"}\n"),
		"after", 2);
	assert_status(&house, &guest);
	assert_event(&house, &guest, 3);
	guest_go(&guest);
	house_leave(&house);
}

static void a_subscriber_learns_how_many_events_are_lost_to_it(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	note_and_settle(&house, 1010);
	guest = guest_come(&house);
	assert_number(guest_ask(&house, &guest, "{\"op\":\"subscribe\",\"after\":4}\n"),
		"dropped", 6);
	guest_go(&guest);
	house_leave(&house);
}

static void a_subscriber_from_another_life_is_put_at_the_end(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	note_and_settle(&house, 2);
	guest = guest_come(&house);
	assert_number(
		guest_ask(&house, &guest, "{\"op\":\"subscribe\",\"after\":9000}\n"),
		"after", 2);
	guest_go(&guest);
	house_leave(&house);
}

static void an_event_that_does_not_exist_cannot_be_acknowledged(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	note_and_settle(&house, 2);
	guest = guest_come(&house);
	assert_text(
		guest_ask(&house, &guest,
			"{\"op\":\"acknowledge\",\"cursor\":\"a\",\"sequence\":3}\n"),
		"error", "badRequest");
	assert_int_equal(cursors_find(&house.cursors, "a"), 0);
	guest_go(&guest);
	house_leave(&house);
}

static void a_changed_status_is_sent_with_the_next_tick(void **state)
{
	struct house house;
	struct guest guest;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	json_decref(guest_ask(&house, &guest, "{\"op\":\"subscribe\"}\n"));
	assert_status(&house, &guest);
	server_publish(house.server);
	assert_status(&house, &guest);
	server_touch(house.server);
	server_tick(house.server, loop_now_us(house.loop));
	assert_status(&house, &guest);
	guest_go(&guest);
	house_leave(&house);
}

static void an_unchanged_status_is_sent_every_ten_seconds(void **state)
{
	struct house house;
	struct guest guest;
	int64_t now_us;

	(void)state;
	house_build(&house);
	guest = guest_come(&house);
	json_decref(guest_ask(&house, &guest, "{\"op\":\"subscribe\"}\n"));
	assert_status(&house, &guest);
	server_publish(house.server);
	assert_status(&house, &guest);
	now_us = loop_now_us(house.loop);
	server_tick(house.server, now_us + 9 * SECOND_US);
	json_decref(guest_ask(&house, &guest, "{\"op\":\"knock\"}\n"));
	server_tick(house.server, now_us + 11 * SECOND_US);
	assert_status(&house, &guest);
	guest_go(&guest);
	house_leave(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_subscriber_gets_the_status_and_what_it_has_missed),
		cmocka_unit_test(a_subscriber_gets_each_event_once_and_then_the_status),
		cmocka_unit_test(a_subscriber_goes_on_where_its_cursor_is),
		cmocka_unit_test(a_subscriber_learns_how_many_events_are_lost_to_it),
		cmocka_unit_test(a_subscriber_from_another_life_is_put_at_the_end),
		cmocka_unit_test(an_event_that_does_not_exist_cannot_be_acknowledged),
		cmocka_unit_test(a_changed_status_is_sent_with_the_next_tick),
		cmocka_unit_test(an_unchanged_status_is_sent_every_ten_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
