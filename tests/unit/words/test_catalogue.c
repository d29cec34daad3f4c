#include "words/catalogue.h"

#include <string.h>

#include "unit/cmocka_all.h"

static void every_event_has_an_entry(void **state)
{
	(void)state;
	for (int kind = 1; kind <= EVENT_LAST; kind++) {
		assert_int_equal(catalogue_find(CATALOGUE_EVENTS + kind) != NULL,
			event_bit((enum event_kind)kind) != 0);
	}
	assert_null(catalogue_find(CATALOGUE_EVENTS));
	assert_null(catalogue_find(CATALOGUE_EVENTS + EVENT_LAST + 1));
}

static void ids_ascend_and_none_is_there_twice(void **state)
{
	int last = CATALOGUE_EVENTS;
	size_t index = 0;
	const struct message *message;

	(void)state;
	while ((message = catalogue_at(index)) != NULL) {
		assert_true(message->id > last);
		last = message->id;
		index++;
	}
	assert_in_range(index, EVENT_LAST + 1, 300);
	assert_in_range(last, 303, 399);
}

static void assert_sentence(const char *text, int id)
{
	size_t length = strlen(text);

	if (length < 8 || text[length - 1] != '.' || strstr(text, "  ") != NULL) {
		fail_msg("FIP-%d: \"%s\" is not a sentence", id, text);
	}
}

static void no_text_is_empty(void **state)
{
	const struct message *message;

	(void)state;
	for (size_t i = 0; (message = catalogue_at(i)) != NULL; i++) {
		size_t length = strlen(message->title);

		assert_in_range(length, 8, 60);
		assert_true(message->title[length - 1] != '.');
		assert_sentence(message->meaning, message->id);
		assert_sentence(message->remedy, message->id);
		assert_in_range(message->level, MESSAGE_ERROR, MESSAGE_DEBUG);
	}
}

static void who_must_act_is_told_more_than_nothing(void **state)
{
	const struct message *message;

	(void)state;
	for (size_t i = 0; (message = catalogue_at(i)) != NULL; i++) {
		if (message->level == MESSAGE_ERROR) {
			assert_string_not_equal(message->remedy, "Nothing.");
		}
	}
}

static void an_entry_is_found_by_its_id(void **state)
{
	const struct message *message;

	(void)state;
	for (size_t i = 0; (message = catalogue_at(i)) != NULL; i++) {
		assert_ptr_equal(catalogue_find(message->id), message);
	}
	assert_null(catalogue_find(0));
	assert_null(catalogue_find(-1));
	assert_null(catalogue_find(999));
}

static void levels_say_whether_someone_must_act(void **state)
{
	(void)state;
	assert_int_equal(catalogue_level(EVENT_FAILOVER), MESSAGE_NOTICE);
	assert_int_equal(catalogue_level(EVENT_FAILBACK), MESSAGE_NOTICE);
	assert_int_equal(catalogue_level(EVENT_SWITCHOVER), MESSAGE_NOTICE);
	assert_int_equal(catalogue_level(EVENT_PEER_LOST), MESSAGE_WARNING);
	assert_int_equal(catalogue_level(EVENT_SPLIT_BRAIN), MESSAGE_ERROR);
	assert_int_equal(catalogue_level(EVENT_ADDRESS_CONFLICT), MESSAGE_ERROR);
	assert_int_equal(catalogue_level(EVENT_STARTED), MESSAGE_INFO);
}

static void the_messages_of_each_part_are_found(void **state)
{
	(void)state;
	assert_non_null(catalogue_find(201));
	assert_non_null(catalogue_find(303));
	assert_non_null(catalogue_find(340));
	assert_null(catalogue_find(399));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_has_an_entry),
		cmocka_unit_test(ids_ascend_and_none_is_there_twice),
		cmocka_unit_test(no_text_is_empty),
		cmocka_unit_test(who_must_act_is_told_more_than_nothing),
		cmocka_unit_test(an_entry_is_found_by_its_id),
		cmocka_unit_test(levels_say_whether_someone_must_act),
		cmocka_unit_test(the_messages_of_each_part_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
