#include "wire/heartbeat.h"

#include <stdbool.h>
#include <string.h>

#include "model/settings.h"
#include "unit/cmocka_all.h"

/* Every field with bytes of its own, so that a swapped pair cannot go unseen. */
static struct heartbeat make_known(void)
{
	return (struct heartbeat){
		.incarnation = 0x1112131415161718,
		.echo = 0x2122232425262728,
		.digest = 0x8182838485868788,
		.pair = 0x01020304,
		.sequence = 0x31323334,
		.round = 0xa1a2a3a4,
		.acknowledged_round = 0xb1b2b3b4,
		.acknowledged = 0x41424344,
		.acknowledged_age_us = 0x51525354,
		.interval_ms = 2000,
		.epoch = 0x61626364,
		.transaction = 0x71727374,
		.uptime_s = 0x91929394,
		.release = 0x1516,
		.flags = FLAG_HEARS_YOU | FLAG_INVITE,
		.role_flags = 0x07,
		.role = ROLE_ACTIVE,
		.operation = OPERATION_REQUEST,
		.node = 1,
		.link = 5,
		.healthy = 1,
		.count = 5,
	};
}

/* clang-format off */
static const uint8_t known_bytes[HEARTBEAT_SEALED_BYTES] = {
	0x46, 0x50, 0x01, 0x07, 0x00, 0x60, 0x81, 0x01,
	0x01, 0x02, 0x03, 0x04, 0x05, 0x01, 0x05, 0x02,
	0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
	0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28,
	0x31, 0x32, 0x33, 0x34, 0x41, 0x42, 0x43, 0x44,
	0x51, 0x52, 0x53, 0x54, 0x00, 0x00, 0x07, 0xd0,
	0x61, 0x62, 0x63, 0x64, 0x71, 0x72, 0x73, 0x74,
	0x05, 0x07, 0x15, 0x16, 0x81, 0x82, 0x83, 0x84,
	0x85, 0x86, 0x87, 0x88, 0x91, 0x92, 0x93, 0x94,
	0xa1, 0xa2, 0xa3, 0xa4, 0xb1, 0xb2, 0xb3, 0xb4,
};
/* clang-format on */

static void encode_known(uint8_t bytes[HEARTBEAT_BYTES])
{
	struct heartbeat heartbeat = make_known();

	heartbeat_encode(bytes, &heartbeat, 7);
}

/* Decode the known datagram with one byte replaced. */
static enum heartbeat_form decode_with(size_t offset, uint8_t value)
{
	uint8_t bytes[HEARTBEAT_BYTES];
	struct heartbeat heartbeat;

	encode_known(bytes);
	bytes[offset] = value;
	return heartbeat_decode(bytes, &heartbeat);
}

/* Check the form of the known datagram with one byte replaced. */
static enum heartbeat_form form_with(size_t offset, uint8_t value)
{
	uint8_t bytes[HEARTBEAT_BYTES];

	encode_known(bytes);
	bytes[offset] = value;
	return heartbeat_check_form(bytes, sizeof(bytes));
}

/* Expect that exactly the values from least to most are accepted at offset. */
static void assert_accepts_only(size_t offset, unsigned least, unsigned most)
{
	for (unsigned value = 0; value <= UINT8_MAX; value++) {
		bool wanted = value >= least && value <= most;
		bool good = decode_with(offset, (uint8_t)value) == HEARTBEAT_GOOD;

		if (good != wanted) {
			fail_msg("byte %zu: %u is %s", offset, value,
				good ? "accepted" : "refused");
		}
	}
}

static void a_known_heartbeat_has_these_bytes(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES];

	(void)state;
	memset(bytes, 0xee, sizeof(bytes));
	encode_known(bytes);
	assert_memory_equal(bytes, known_bytes, sizeof(known_bytes));
}

static void the_seal_is_left_empty(void **state)
{
	const uint8_t nothing[HEARTBEAT_BYTES - HEARTBEAT_SEALED_BYTES] = { 0 };
	uint8_t bytes[HEARTBEAT_BYTES];

	(void)state;
	memset(bytes, 0xee, sizeof(bytes));
	encode_known(bytes);
	assert_memory_equal(bytes + HEARTBEAT_SEALED_BYTES, nothing, sizeof(nothing));
}

static void what_was_encoded_is_decoded(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES];
	struct heartbeat sent = make_known();
	struct heartbeat received;

	(void)state;
	memset(&received, 0, sizeof(received));
	heartbeat_encode(bytes, &sent, 7);
	assert_int_equal(heartbeat_check_form(bytes, sizeof(bytes)), HEARTBEAT_GOOD);
	assert_int_equal(heartbeat_decode(bytes, &received), HEARTBEAT_GOOD);
	/* Behind the last member is only what the compiler pads with. */
	assert_memory_equal(&received, &sent,
		offsetof(struct heartbeat, count) + sizeof(sent.count));
	assert_int_equal(heartbeat_key_id(bytes), 7);
}

static void another_length_is_refused(void **state)
{
	uint8_t bytes[2 * HEARTBEAT_BYTES] = { 0 };

	(void)state;
	encode_known(bytes);
	for (size_t length = 0; length <= sizeof(bytes); length++) {
		enum heartbeat_form wanted = length == HEARTBEAT_BYTES
						     ? HEARTBEAT_GOOD
						     : HEARTBEAT_WRONG_LENGTH;

		assert_int_equal(heartbeat_check_form(bytes, length), wanted);
	}
}

static void another_length_field_is_refused(void **state)
{
	(void)state;
	assert_int_equal(form_with(4, 1), HEARTBEAT_WRONG_LENGTH);
	assert_int_equal(form_with(5, HEARTBEAT_BYTES - 1), HEARTBEAT_WRONG_LENGTH);
	assert_int_equal(form_with(5, HEARTBEAT_BYTES + 1), HEARTBEAT_WRONG_LENGTH);
}

static void another_magic_is_refused(void **state)
{
	(void)state;
	assert_int_equal(form_with(0, 0x47), HEARTBEAT_WRONG_MAGIC);
	assert_int_equal(form_with(1, 0x51), HEARTBEAT_WRONG_MAGIC);
}

static void another_version_is_refused(void **state)
{
	(void)state;
	assert_int_equal(form_with(2, 0), HEARTBEAT_WRONG_VERSION);
	assert_int_equal(form_with(2, 2), HEARTBEAT_WRONG_VERSION);
}

static void only_known_roles_and_operations_are_accepted(void **state)
{
	(void)state;
	assert_accepts_only(56, ROLE_UNKNOWN, ROLE_DISABLED);
	assert_accepts_only(15, OPERATION_NONE, OPERATION_LAST);
}

static void only_known_role_flags_are_accepted(void **state)
{
	(void)state;
	assert_accepts_only(57, 0, ROLE_FLAGS_ALL);
}

static void all_eight_flags_are_defined(void **state)
{
	(void)state;
	assert_accepts_only(6, 0, UINT8_MAX);
}

static void node_is_one_or_two_and_health_is_zero_or_one(void **state)
{
	(void)state;
	assert_accepts_only(7, 1, 2);
	assert_accepts_only(13, 0, 1);
}

static void the_count_is_one_that_can_be_configured(void **state)
{
	(void)state;
	assert_accepts_only(14, COUNT_MIN, COUNT_MAX);
}

static enum heartbeat_form decode_interval(uint32_t interval_ms)
{
	uint8_t bytes[HEARTBEAT_BYTES];
	struct heartbeat heartbeat = make_known();

	heartbeat.interval_ms = interval_ms;
	heartbeat_encode(bytes, &heartbeat, 7);
	return heartbeat_decode(bytes, &heartbeat);
}

static void the_interval_is_one_that_can_be_configured(void **state)
{
	(void)state;
	assert_int_equal(decode_interval(0), HEARTBEAT_RESERVED_BITS);
	assert_int_equal(decode_interval(INTERVAL_MIN_MS - 1), HEARTBEAT_RESERVED_BITS);
	assert_int_equal(decode_interval(INTERVAL_MIN_MS), HEARTBEAT_GOOD);
	assert_int_equal(decode_interval(INTERVAL_MAX_MS), HEARTBEAT_GOOD);
	assert_int_equal(decode_interval(INTERVAL_MAX_MS + 1), HEARTBEAT_RESERVED_BITS);
	assert_int_equal(decode_interval(UINT32_MAX), HEARTBEAT_RESERVED_BITS);
}

static void an_incarnation_of_zero_is_refused(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES];
	struct heartbeat heartbeat = make_known();

	(void)state;
	heartbeat.incarnation = 0;
	heartbeat_encode(bytes, &heartbeat, 7);
	assert_int_equal(heartbeat_decode(bytes, &heartbeat), HEARTBEAT_RESERVED_BITS);
}

static enum heartbeat_form decode_numbers(uint32_t sequence, uint32_t round)
{
	uint8_t bytes[HEARTBEAT_BYTES];
	struct heartbeat heartbeat = make_known();

	heartbeat.sequence = sequence;
	heartbeat.round = round;
	heartbeat_encode(bytes, &heartbeat, 7);
	return heartbeat_decode(bytes, &heartbeat);
}

static void sequence_and_round_count_from_one(void **state)
{
	(void)state;
	assert_int_equal(decode_numbers(1, 1), HEARTBEAT_GOOD);
	assert_int_equal(decode_numbers(0, 1), HEARTBEAT_RESERVED_BITS);
	assert_int_equal(decode_numbers(1, 0), HEARTBEAT_RESERVED_BITS);
}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_heartbeat_has_these_bytes),
		cmocka_unit_test(the_seal_is_left_empty),
		cmocka_unit_test(what_was_encoded_is_decoded),
		cmocka_unit_test(another_length_is_refused),
		cmocka_unit_test(another_length_field_is_refused),
		cmocka_unit_test(another_magic_is_refused),
		cmocka_unit_test(another_version_is_refused),
		cmocka_unit_test(only_known_roles_and_operations_are_accepted),
		cmocka_unit_test(only_known_role_flags_are_accepted),
		cmocka_unit_test(all_eight_flags_are_defined),
		cmocka_unit_test(node_is_one_or_two_and_health_is_zero_or_one),
		cmocka_unit_test(the_count_is_one_that_can_be_configured),
		cmocka_unit_test(the_interval_is_one_that_can_be_configured),
		cmocka_unit_test(an_incarnation_of_zero_is_refused),
		cmocka_unit_test(sequence_and_round_count_from_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
