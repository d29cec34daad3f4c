#include "wire/recording.h"

#include <string.h>

#include "unit/cmocka_all.h"
#include "wire/input_members.h"
#include "wire/octets.h"

struct tape {
	uint8_t bytes[RECORDING_BYTES_MAX];
	size_t length;
	struct recording_entry entry;
};

static struct input beat(void)
{
	return (struct input){
		.kind = INPUT_HEARTBEAT,
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
	struct input input = beat();
	struct decision decision = renewal();

	tape->length = recording_put_step(tape->bytes, &input, &decision);
}

static void assert_same_event(const struct input *a, const struct input *b)
{
	assert_int_equal(a->kind, b->kind);
	for (size_t i = 0; i < input_members_count(); i++) {
		assert_int_equal(input_members_get(a, i), input_members_get(b, i));
	}
}

static void a_step_comes_back_as_it_was(void **state)
{
	struct input input = beat();
	struct decision decision = renewal();
	struct tape tape;

	(void)state;
	put_step(&tape);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(tape.entry.kind, RECORDING_STEP);
	assert_int_equal(tape.entry.length_bytes, tape.length);
	assert_same_event(&tape.entry.input, &input);
	assert_memory_equal(&tape.entry.decision, &decision, sizeof(decision));
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
		.file_number = 3,
		.now_us = 10,
		.date_ms = 20,
		.version = "0.1.0",
		.pair = "web",
		.own = "192.168.0.1",
		.link_count = 2,
		.links = { "eth0", "cross" },
	};
	struct tape tape;

	(void)state;
	tape.length = recording_put_header(tape.bytes, &header);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(tape.entry.header.layout, recording_layout());
	assert_int_equal(tape.entry.header.rules, recording_rules());
	assert_int_equal(tape.entry.header.file_number, 3);
	assert_int_equal(tape.entry.header.now_us, 10);
	assert_int_equal(tape.entry.header.date_ms, 20);
	assert_string_equal(tape.entry.header.pair, "web");
	assert_string_equal(tape.entry.header.own, "192.168.0.1");
	assert_int_equal(tape.entry.header.link_count, 2);
	assert_string_equal(tape.entry.header.links[1], "cross");
}

static void an_image_comes_back_byte_by_byte(void **state)
{
	uint8_t image[3000];
	struct tape tape;

	(void)state;
	memset(image, 0xa5, sizeof(image));
	tape.length = recording_put_image(tape.bytes, image, sizeof(image));
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(tape.entry.image_bytes, sizeof(image));
	assert_memory_equal(tape.entry.image, image, sizeof(image));
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
		if (i >= RECORDING_FRAME_BYTES) {
			assert_int_equal(take(&tape), RECORDING_DAMAGED);
		}
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
	struct input input = beat();
	struct decision decision = renewal();
	struct tape tape;

	(void)state;
	input.heartbeat.interval_ms = 0;
	tape.length = recording_put_step(tape.bytes, &input, &decision);
	assert_int_equal(take(&tape), RECORDING_WRONG);
	input.heartbeat.interval_ms = 2000;
	input.heartbeat.role = 200;
	tape.length = recording_put_step(tape.bytes, &input, &decision);
	assert_int_equal(take(&tape), RECORDING_WRONG);
}

/* Recordings are kept for a later fipd: what lies on disk never changes its form. */
static void a_gap_lies_on_disk_like_this(void **state)
{
	static const uint8_t bytes[] = { 0x7e, 0x99, 0x8a, 0x0f, 0, 16, 5, 1, 1, 2, 3,
		4, 5, 6, 7, 8 };
	struct tape tape;

	(void)state;
	assert_int_equal(recording_put_gap(tape.bytes, 0x0102030405060708u), 16);
	assert_memory_equal(tape.bytes, bytes, sizeof(bytes));
}

static void a_step_lies_on_disk_like_this(void **state)
{
	static const uint8_t bytes[] = { 0xc0, 0xbe, 0xac, 0xe1, 0, 73, 4, 1, 1, 5, 5,
		0, 0x91, 0x20, 4, 0, 0, 0, 0, 0x07, 0x5b, 0xcd, 0x15, 0, 0, 0, 0, 0, 0,
		0, 40, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 17, 0, 0, 0x07, 0xd0, 5, 5,
		0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xfb, 5, 2, 3, 4, 9, 2, 0, 7 };
	struct decision decision = { .digest = 0x1122334455667788u,
		.wake_us = -5,
		.role = 5,
		.rule_count = 2,
		.rules = { 4, 9 },
		.action_count = 3,
		.actions = { 2, 0, 7 } };
	struct input input = beat();
	struct tape tape;

	(void)state;
	assert_int_equal(recording_put_step(tape.bytes, &input, &decision), 73);
	assert_memory_equal(tape.bytes, bytes, sizeof(bytes));
}

static struct recording_start beginning(void)
{
	return (struct recording_start){
		.settings = { .enabled = true,
			.preferred = true,
			.node = 1,
			.count = 5,
			.links = 1,
			.pair = 7,
			.interval_ms = 2000,
			.failback_delay_ms = 20000,
			.digest = 0x99 },
		.incarnation = 99,
		.epoch = 7,
		.now_us = 5,
	};
}

static void a_start_lies_on_disk_like_this(void **state)
{
	static const uint8_t bytes[] = { 0x61, 0xbf, 0x8e, 0xc1, 0, 61, 2, 1, 12, 6, 1,
		0, 1, 1, 0x18, 0x7f, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 99, 0,
		0, 0, 7, 1, 1, 1, 5, 1, 0, 0, 0, 7, 0, 0, 7, 0xd0, 0, 0, 0x4e, 0x20, 0,
		0, 0, 0, 0, 0, 0, 0x99 };
	struct recording_start start = beginning();
	struct tape tape;

	(void)state;
	assert_int_equal(recording_put_start(tape.bytes, &start), 61);
	assert_memory_equal(tape.bytes, bytes, sizeof(bytes));
}

static void assert_name(const struct tape *tape, size_t place, const char *name)
{
	assert_string_equal((const char *)tape->bytes + 8 + 41 + place * 64, name);
}

static void a_header_lies_on_disk_like_this(void **state)
{
	static const uint8_t numbers[] = { 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0,
		10, 0, 0, 0, 0, 0, 0, 0, 20 };
	static const struct recording_header header = {
		.file_number = 3,
		.now_us = 10,
		.date_ms = 20,
		.version = "version",
		.pair = "pair",
		.node = "node",
		.own = "own",
		.peer = "peer",
		.link_count = 4,
		.links = { "one", "two", "three", "four" },
	};
	static const char *const names[] = { "version", "pair", "node", "own", "peer",
		"one", "two", "three", "four" };
	struct tape tape;

	(void)state;
	assert_int_equal(recording_put_header(tape.bytes, &header), 8 + 41 + 9 * 64);
	assert_memory_equal(tape.bytes + 8, numbers, sizeof(numbers));
	assert_true(octets_get(tape.bytes + 32, 8) == recording_layout());
	assert_true(octets_get(tape.bytes + 40, 8) == recording_rules());
	assert_int_not_equal(recording_layout(), 0);
	assert_int_not_equal(recording_rules(), 0);
	assert_int_equal(tape.bytes[48], 4);
	for (size_t i = 0; i < 9; i++) {
		assert_name(&tape, i, names[i]);
	}
}

static void an_image_lies_on_disk_like_this(void **state)
{
	const uint32_t order = 0x01020304;
	struct tape tape;

	(void)state;
	assert_int_equal(recording_put_image(tape.bytes, "engine", 6), 8 + 12 + 6);
	assert_true(octets_get(tape.bytes + 8, 8) == recording_layout());
	assert_memory_equal(tape.bytes + 16, &order, sizeof(order));
	assert_memory_equal(tape.bytes + 20, "engine", 6);
}

static void the_longest_names_come_back_and_longer_ones_are_cut(void **state)
{
	struct recording_header header = { .link_count = 1 };
	struct tape tape;

	(void)state;
	memset(header.version, 'v', RECORDING_NAME_MAX);
	memset(header.links[LINKS_MAX - 1], 'p', RECORDING_NAME_MAX);
	tape.length = recording_put_header(tape.bytes, &header);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_string_equal(tape.entry.header.version, header.version);
	assert_string_equal(
		tape.entry.header.links[LINKS_MAX - 1], header.links[LINKS_MAX - 1]);
	forge(&tape, 8 + 41 + 63, 'v');
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_int_equal(strlen(tape.entry.header.version), RECORDING_NAME_MAX);
}

static void a_header_with_too_many_paths_is_wrong(void **state)
{
	struct recording_header header = { .link_count = LINKS_MAX };
	struct tape tape;

	(void)state;
	tape.length = recording_put_header(tape.bytes, &header);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	forge(&tape, 48, LINKS_MAX + 1);
	assert_int_equal(take(&tape), RECORDING_WRONG);
}

static void a_header_whose_times_are_none_is_wrong(void **state)
{
	struct recording_header header = { .now_us = (INT64_C(1) << 58) - 1 };
	struct tape tape;

	(void)state;
	tape.length = recording_put_header(tape.bytes, &header);
	assert_int_equal(take(&tape), RECORDING_GOOD);
	header.now_us++;
	tape.length = recording_put_header(tape.bytes, &header);
	assert_int_equal(take(&tape), RECORDING_WRONG);
	header.now_us = 0;
	header.date_ms = -1;
	tape.length = recording_put_header(tape.bytes, &header);
	assert_int_equal(take(&tape), RECORDING_WRONG);
}

/* Let the record end earlier or later, as another fipd could have written it. */
static void resize(struct tape *tape, size_t length)
{
	tape->length = length;
	octets_put(tape->bytes + 4, 2, length);
	forge(tape, 7, 1);
}

static enum recording_fault take_resized(struct tape *tape, size_t length)
{
	resize(tape, length);
	return take(tape);
}

static void a_record_of_another_length_than_its_kind_has_is_wrong(void **state)
{
	struct recording_header header = { .link_count = 1 };
	struct recording_start start = beginning();
	struct tape tape = { .length = 0 };
	size_t length = recording_put_header(tape.bytes, &header);

	(void)state;
	assert_int_equal(take_resized(&tape, length - 1), RECORDING_WRONG);
	assert_int_equal(take_resized(&tape, length + 1), RECORDING_WRONG);
	length = recording_put_start(tape.bytes, &start);
	assert_int_equal(take_resized(&tape, length - 1), RECORDING_WRONG);
	assert_int_equal(take_resized(&tape, length + 1), RECORDING_WRONG);
	length = recording_put_gap(tape.bytes, 5);
	assert_int_equal(take_resized(&tape, length - 1), RECORDING_WRONG);
	assert_int_equal(tape.entry.missing, 0);
	assert_int_equal(take_resized(&tape, length + 1), RECORDING_WRONG);
	put_step(&tape);
	assert_int_equal(take_resized(&tape, tape.length - 1), RECORDING_WRONG);
}

static void an_image_may_be_empty_but_not_without_its_marks(void **state)
{
	struct tape tape = { .length = 0 };

	(void)state;
	recording_put_image(tape.bytes, "", 0);
	assert_int_equal(take_resized(&tape, 20), RECORDING_GOOD);
	assert_non_null(tape.entry.image);
	assert_int_equal(tape.entry.image_bytes, 0);
	assert_int_equal(take_resized(&tape, 19), RECORDING_WRONG);
	assert_null(tape.entry.image);
	assert_int_equal(tape.entry.image_bytes, 0);
}

static void an_image_of_another_byte_order_is_good_to_nothing(void **state)
{
	struct tape tape;

	(void)state;
	tape.length = recording_put_image(tape.bytes, "engine", 6);
	forge(&tape, 19, (uint8_t)(tape.bytes[19] + 1));
	assert_int_equal(take(&tape), RECORDING_GOOD);
	assert_null(tape.entry.image);
	assert_int_equal(tape.entry.image_bytes, 0);
}

static void a_start_without_incarnation_or_of_another_kind_is_wrong(void **state)
{
	struct recording_start start = beginning();
	struct tape tape;

	(void)state;
	tape.length = recording_put_start(tape.bytes, &start);
	forge(&tape, 8, INPUT_DEADLINE);
	assert_int_equal(take(&tape), RECORDING_WRONG);
	start.incarnation = 0;
	tape.length = recording_put_start(tape.bytes, &start);
	assert_int_equal(take(&tape), RECORDING_WRONG);
}

static void a_length_that_no_record_has_is_damage(void **state)
{
	struct tape tape = { .length = RECORDING_BYTES_MAX };

	(void)state;
	assert_int_equal(take_resized(&tape, RECORDING_FRAME_BYTES - 1), RECORDING_CUT);
	tape.length = RECORDING_BYTES_MAX;
	octets_put(tape.bytes + 4, 2, RECORDING_FRAME_BYTES - 1);
	assert_int_equal(take(&tape), RECORDING_DAMAGED);
	octets_put(tape.bytes + 4, 2, RECORDING_BYTES_MAX + 1);
	assert_int_equal(take(&tape), RECORDING_DAMAGED);
	tape.bytes[6] = 99;
	assert_int_equal(take_resized(&tape, RECORDING_FRAME_BYTES), RECORDING_UNKNOWN);
	assert_int_equal(take_resized(&tape, RECORDING_BYTES_MAX), RECORDING_UNKNOWN);
	tape.length--;
	assert_int_equal(take(&tape), RECORDING_CUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gap_lies_on_disk_like_this),
		cmocka_unit_test(a_step_lies_on_disk_like_this),
		cmocka_unit_test(a_start_lies_on_disk_like_this),
		cmocka_unit_test(a_header_lies_on_disk_like_this),
		cmocka_unit_test(an_image_lies_on_disk_like_this),
		cmocka_unit_test(the_longest_names_come_back_and_longer_ones_are_cut),
		cmocka_unit_test(a_header_with_too_many_paths_is_wrong),
		cmocka_unit_test(a_header_whose_times_are_none_is_wrong),
		cmocka_unit_test(a_record_of_another_length_than_its_kind_has_is_wrong),
		cmocka_unit_test(an_image_may_be_empty_but_not_without_its_marks),
		cmocka_unit_test(an_image_of_another_byte_order_is_good_to_nothing),
		cmocka_unit_test(
			a_start_without_incarnation_or_of_another_kind_is_wrong),
		cmocka_unit_test(a_length_that_no_record_has_is_damage),
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
