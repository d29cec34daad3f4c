#include "wire/recording.h"

#include <string.h>

#include "unit/cmocka_all.h"
#include "wire/members.h"
#include "wire/octets.h"

struct tape {
	uint8_t bytes[RECORDING_BYTES_MAX];
	size_t length;
	struct recording_entry entry;
};

static struct event beat(void)
{
	return (struct event){
		.kind = EVENT_HEARTBEAT,
		.now_us = 123456789,
		.age_us = 40,
		.heartbeat = {
			.incarnation = 0x0102030405060708u,
			.sequence = 17,
			.interval_ms = 2000,
			.count = 5,
			.role = ROLE_ACTIVE,
		},
	};
}

static struct decision renewal(void)
{
	struct actions actions = { .rule_count = 2, .rules = { 4, 9 }, .wake_us = -5 };
	struct decision decision;

	actions_add(&actions, ACTION_RENEW)->lease_s = 6;
	actions_add(&actions, ACTION_SEND)->heartbeat = beat().heartbeat;
	decision_take(&decision, &actions, ROLE_ACTIVE);
	return decision;
}

static enum recording_fault take(struct tape *tape)
{
	return recording_take(tape->bytes, tape->length, &tape->entry);
}

static void put_step(struct tape *tape)
{
	struct event event = beat();
	struct decision decision = renewal();

	tape->length = recording_put_step(tape->bytes, &event, &decision);
}

static void assert_same_event(const struct event *a, const struct event *b)
{
	assert_int_equal(a->kind, b->kind);
	for (size_t i = 0; i < members_count(); i++) {
		assert_int_equal(members_get(a, i), members_get(b, i));
	}
}

static void a_step_comes_back_as_it_was(void **state)
{
	struct event event = beat();
	struct decision decision = renewal();
	struct tape tape;

	(void)state;
	put_step(&tape);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(tape.entry.kind, RECORDING_STEP);
	assert_int_equal(tape.entry.length_bytes, tape.length);
	assert_same_event(&tape.entry.event, &event);
	assert_memory_equal(&tape.entry.decision, &decision, sizeof decision);
}

static void a_start_comes_back_as_it_was(void **state)
{
	struct recording_start start = {
		.settings = { .enabled = true,
			.node = 2,
			.count = 5,
			.links = 1,
			.interval_ms = 100,
			.digest = UINT64_MAX },
		.incarnation = 99,
		.epoch = 7,
		.now_us = 5,
	};
	struct tape tape;

	(void)state;
	tape.length = recording_put_start(tape.bytes, &start);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(tape.entry.kind, RECORDING_START);
	assert_true(settings_equal(&tape.entry.start.settings, &start.settings));
	assert_int_equal(tape.entry.start.incarnation, 99);
	assert_int_equal(tape.entry.start.epoch, 7);
	assert_int_equal(tape.entry.start.now_us, 5);
}

static void a_header_comes_back_with_the_layout_of_this_build(void **state)
{
	struct recording_header header = {
		.reel = 3,
		.now_us = 10,
		.date_ms = 20,
		.version = "0.1.0",
		.pair = "web",
		.own = "192.168.0.1",
		.path_count = 2,
		.paths = { "eth0", "cross" },
	};
	struct tape tape;

	(void)state;
	tape.length = recording_put_header(tape.bytes, &header);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(tape.entry.header.layout, recording_layout());
	assert_int_equal(tape.entry.header.rules, recording_rules());
	assert_int_equal(tape.entry.header.reel, 3);
	assert_int_equal(tape.entry.header.now_us, 10);
	assert_int_equal(tape.entry.header.date_ms, 20);
	assert_string_equal(tape.entry.header.pair, "web");
	assert_string_equal(tape.entry.header.own, "192.168.0.1");
	assert_int_equal(tape.entry.header.path_count, 2);
	assert_string_equal(tape.entry.header.paths[1], "cross");
}

static void an_image_comes_back_byte_by_byte(void **state)
{
	uint8_t image[3000];
	struct tape tape;

	(void)state;
	memset(image, 0xa5, sizeof image);
	tape.length = recording_put_image(tape.bytes, image, sizeof image);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(tape.entry.image_bytes, sizeof image);
	assert_memory_equal(tape.entry.image, image, sizeof image);
}

/* Change the bytes of a record and make its checksum right again. */
static void forge(struct tape *tape, size_t offset, uint8_t value)
{
	tape->bytes[offset] = value;
	octets_put(tape->bytes, 4, octets_checksum(tape->bytes + 4, tape->length - 4));
}

static void an_image_of_another_layout_is_no_fault_but_good_to_nothing(void **state)
{
	struct tape tape;

	(void)state;
	tape.length = recording_put_image(tape.bytes, "engine", 6);
	forge(&tape, RECORDING_FRAME_BYTES,
		(uint8_t)(tape.bytes[RECORDING_FRAME_BYTES] + 1));
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_null(tape.entry.image);
}

static void a_gap_comes_back_with_its_number(void **state)
{
	struct tape tape;

	(void)state;
	tape.length = recording_put_gap(tape.bytes, 1234567);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(tape.entry.kind, RECORDING_GAP);
	assert_int_equal(tape.entry.missing, 1234567);
}

static void every_torn_end_is_found(void **state)
{
	struct tape tape;
	size_t whole;

	(void)state;
	put_step(&tape);
	whole = tape.length;
	for (tape.length = 0; tape.length < whole; tape.length++) {
		assert_int_equal(take(&tape), RECORDING_CUT);
	}
}

static void every_changed_byte_is_found(void **state)
{
	struct tape tape;

	(void)state;
	put_step(&tape);
	for (size_t i = 0; i < tape.length; i++) {
		tape.bytes[i] ^= 0x10;
		assert_int_not_equal(take(&tape), RECORDING_GOOD);
		tape.bytes[i] ^= 0x10;
	}
	assert_int_equal(take(&tape), RECORDING_GOOD);
}

static void a_kind_or_version_of_a_later_fipd_is_told_from_damage(void **state)
{
	struct tape tape;

	(void)state;
	put_step(&tape);
	forge(&tape, 6, 99);
	assert_int_equal(take(&tape), RECORDING_UNKNOWN);
	forge(&tape, 6, RECORDING_STEP);
	forge(&tape, 7, 2);
	assert_int_equal(take(&tape), RECORDING_UNKNOWN);
}

static void an_event_that_no_engine_could_be_told_is_wrong(void **state)
{
	struct event event = beat();
	struct decision decision = renewal();
	struct tape tape;

	(void)state;
	event.heartbeat.interval_ms = 0;
	tape.length = recording_put_step(tape.bytes, &event, &decision);
	assert_int_equal(take(&tape), RECORDING_WRONG);
	event.heartbeat.interval_ms = 2000;
	event.heartbeat.role = 200;
	tape.length = recording_put_step(tape.bytes, &event, &decision);
	assert_int_equal(take(&tape), RECORDING_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_comes_back_as_it_was),
		cmocka_unit_test(a_start_comes_back_as_it_was),
		cmocka_unit_test(a_header_comes_back_with_the_layout_of_this_build),
		cmocka_unit_test(an_image_comes_back_byte_by_byte),
		cmocka_unit_test(
			an_image_of_another_layout_is_no_fault_but_good_to_nothing),
		cmocka_unit_test(a_gap_comes_back_with_its_number),
		cmocka_unit_test(every_torn_end_is_found),
		cmocka_unit_test(every_changed_byte_is_found),
		cmocka_unit_test(a_kind_or_version_of_a_later_fipd_is_told_from_damage),
		cmocka_unit_test(an_event_that_no_engine_could_be_told_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
