#include "wire/heartbeat.h"

#include <stdbool.h>
#include <string.h>

#include "model/settings.h"
#include "unit/cmocka_all.h"

enum {
	SEALED_1_BYTES = HEARTBEAT_1_BYTES - HEARTBEAT_SEAL_BYTES,
	SEALED_2_BYTES = HEARTBEAT_2_BYTES - HEARTBEAT_SEAL_BYTES,
};

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
static const uint8_t known_bytes[SEALED_1_BYTES] = {
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

static void encode_known(uint8_t bytes[HEARTBEAT_BYTES_MAX])
{
	struct heartbeat heartbeat = make_known();

	heartbeat_encode(bytes, &heartbeat, 7);
}

/* Decode the known datagram with one byte replaced. */
static enum heartbeat_form decode_with(size_t offset, uint8_t value)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat;

	encode_known(bytes);
	bytes[offset] = value;
	return heartbeat_decode(bytes, &heartbeat);
}

/* Check the form of the known datagram with one byte replaced. */
static enum heartbeat_form form_with(size_t offset, uint8_t value)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	encode_known(bytes);
	bytes[offset] = value;
	return heartbeat_check_form(bytes, HEARTBEAT_1_BYTES);
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
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	(void)state;
	memset(bytes, 0xee, sizeof(bytes));
	encode_known(bytes);
	assert_memory_equal(bytes, known_bytes, sizeof(known_bytes));
}

static void the_seal_is_left_empty(void **state)
{
	const uint8_t nothing[HEARTBEAT_SEAL_BYTES] = { 0 };
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	(void)state;
	memset(bytes, 0xee, sizeof(bytes));
	encode_known(bytes);
	assert_memory_equal(bytes + SEALED_1_BYTES, nothing, sizeof(nothing));
}

static void what_was_encoded_is_decoded(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat sent = make_known();
	struct heartbeat received;

	(void)state;
	memset(&received, 0, sizeof(received));
	heartbeat_encode(bytes, &sent, 7);
	assert_int_equal(
		heartbeat_check_form(bytes, HEARTBEAT_1_BYTES), HEARTBEAT_GOOD);
	assert_int_equal(heartbeat_length_bytes(bytes), HEARTBEAT_1_BYTES);
	assert_int_equal(heartbeat_decode(bytes, &received), HEARTBEAT_GOOD);
	sent.version = 1;
	/* Behind the last member is only what the compiler pads with. */
	assert_memory_equal(
		&received, &sent, offsetof(struct heartbeat, macs) + sizeof(sent.macs));
	assert_int_equal(bytes[HEARTBEAT_AT_KEY_ID], 7);
}

static void words_of_version_1_leave_nothing_of_others(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	const struct heartbeat sent = make_known();
	const uint8_t none[sizeof(sent.macs)] = { 0 };
	struct heartbeat received;

	(void)state;
	memset(&received, 0xff, sizeof(received));
	heartbeat_encode(bytes, &sent, 7);
	assert_int_equal(heartbeat_decode(bytes, &received), HEARTBEAT_GOOD);
	assert_int_equal(received.mac_count, 0);
	assert_memory_equal(received.link_mac, none, sizeof(received.link_mac));
	assert_memory_equal(received.macs, none, sizeof(received.macs));
	bytes[2] = 0;
	assert_int_equal(heartbeat_length_bytes(bytes), 0);
}

static void another_length_is_refused(void **state)
{
	uint8_t bytes[2 * HEARTBEAT_BYTES_MAX] = { 0 };

	(void)state;
	encode_known(bytes);
	for (size_t length = 0; length <= sizeof(bytes); length++) {
		enum heartbeat_form wanted = length == HEARTBEAT_1_BYTES
						     ? HEARTBEAT_GOOD
						     : HEARTBEAT_WRONG_LENGTH;

		assert_int_equal(heartbeat_check_form(bytes, length), wanted);
	}
}

static void another_length_field_is_refused(void **state)
{
	(void)state;
	assert_int_equal(form_with(4, 1), HEARTBEAT_WRONG_LENGTH);
	assert_int_equal(form_with(5, HEARTBEAT_1_BYTES - 1), HEARTBEAT_WRONG_LENGTH);
	assert_int_equal(form_with(5, HEARTBEAT_1_BYTES + 1), HEARTBEAT_WRONG_LENGTH);
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
	assert_int_equal(form_with(2, 3), HEARTBEAT_WRONG_VERSION);
	/* The other version has another length. */
	assert_int_equal(form_with(2, 2), HEARTBEAT_WRONG_LENGTH);
}

static void assert_operation_is_good(uint8_t operation, bool good)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat = make_known();

	heartbeat.operation = operation;
	heartbeat_encode(bytes, &heartbeat, 7);
	assert_int_equal(heartbeat_decode(bytes, &heartbeat) == HEARTBEAT_GOOD, good);
}

static void only_known_roles_and_operations_are_accepted(void **state)
{
	(void)state;
	assert_accepts_only(56, ROLE_UNKNOWN, ROLE_DISABLED);
	assert_operation_is_good(OPERATION_NONE, true);
	assert_operation_is_good(OPERATION_LAST, true);
	assert_operation_is_good(OPERATION_LAST + 1, false);
	assert_operation_is_good(UINT8_MAX, false);
}

static void only_known_role_flags_are_accepted(void **state)
{
	(void)state;
	assert_accepts_only(57, 0, ROLE_FLAGS_1);
}

/* The first release refuses a datagram that bears it. */
static void in_version_1_neither_a_third_node_nor_a_check_is_told(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat = make_known();

	(void)state;
	heartbeat.role_flags = ROLE_FLAG_HOLDS | ROLE_FLAG_THIRD | ROLE_FLAG_UNWELL;
	heartbeat_encode(bytes, &heartbeat, 7);
	assert_int_equal(bytes[57], ROLE_FLAG_HOLDS);
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
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
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
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat = make_known();

	(void)state;
	heartbeat.incarnation = 0;
	heartbeat_encode(bytes, &heartbeat, 7);
	assert_int_equal(heartbeat_decode(bytes, &heartbeat), HEARTBEAT_RESERVED_BITS);
}

static enum heartbeat_form decode_numbers(uint32_t sequence, uint32_t round)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
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

static struct heartbeat make_second(void)
{
	struct heartbeat heartbeat = make_known();

	heartbeat.version = 2;
	heartbeat.reads = 3;
	heartbeat.mac_count = 2;
	memcpy(heartbeat.link_mac, "\xc1\xc2\xc3\xc4\xc5\xc6", 6);
	memcpy(heartbeat.macs[0], "\xd1\xd2\xd3\xd4\xd5\xd6", 6);
	memcpy(heartbeat.macs[1], "\xe1\xe2\xe3\xe4\xe5\xe6", 6);
	return heartbeat;
}

/* clang-format off */
static const uint8_t second_bytes[HEARTBEAT_2_BYTES] = {
	0x46, 0x50, 0x02, 0x07, 0x00, 0x98, 0x81, 0x01,
	0x01, 0x02, 0x03, 0x04, 0x05, 0x01, 0x05, 0x02,
	0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
	0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28,
	0x31, 0x32, 0x33, 0x34, 0x41, 0x42, 0x43, 0x44,
	0x51, 0x52, 0x53, 0x54, 0x00, 0x00, 0x07, 0xd0,
	0x61, 0x62, 0x63, 0x64, 0x71, 0x72, 0x73, 0x74,
	0x05, 0x07, 0x15, 0x16, 0x81, 0x82, 0x83, 0x84,
	0x85, 0x86, 0x87, 0x88, 0x91, 0x92, 0x93, 0x94,
	0xa1, 0xa2, 0xa3, 0xa4, 0xb1, 0xb2, 0xb3, 0xb4,
	0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0x03, 0x02,
	0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6,
	0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6,
};
/* clang-format on */

static void version_2_has_these_bytes_and_comes_back(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat sent = make_second();
	struct heartbeat received;

	(void)state;
	memset(bytes, 0xee, sizeof(bytes));
	heartbeat_encode(bytes, &sent, 7);
	assert_memory_equal(bytes, second_bytes, sizeof(second_bytes));
	assert_int_equal(heartbeat_length_bytes(bytes), HEARTBEAT_2_BYTES);
	memset(&received, 0, sizeof(received));
	assert_int_equal(
		heartbeat_check_form(bytes, HEARTBEAT_2_BYTES), HEARTBEAT_GOOD);
	assert_int_equal(
		heartbeat_check_form(bytes, HEARTBEAT_1_BYTES), HEARTBEAT_WRONG_LENGTH);
	assert_int_equal(heartbeat_decode(bytes, &received), HEARTBEAT_GOOD);
	assert_memory_equal(
		&received, &sent, offsetof(struct heartbeat, macs) + sizeof(sent.macs));
}

/* Decode the second known datagram with one byte replaced. */
static enum heartbeat_form decode_second_with(size_t offset, uint8_t value)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat;

	memcpy(bytes, second_bytes, sizeof(bytes));
	bytes[offset] = value;
	return heartbeat_decode(bytes, &heartbeat);
}

static void version_2_says_that_a_third_node_speaks_or_a_check_fails(void **state)
{
	(void)state;
	assert_int_equal(
		decode_second_with(57, 0x07 | ROLE_FLAG_THIRD), HEARTBEAT_GOOD);
	assert_int_equal(
		decode_second_with(57, 0x07 | ROLE_FLAG_UNWELL), HEARTBEAT_GOOD);
	assert_int_equal(decode_second_with(57, 0x40), HEARTBEAT_RESERVED_BITS);
}

static void a_sender_of_version_2_reads_it_and_has_at_most_eight_macs(void **state)
{
	(void)state;
	assert_int_equal(decode_second_with(86, 1), HEARTBEAT_RESERVED_BITS);
	assert_int_equal(decode_second_with(86, 2), HEARTBEAT_GOOD);
	assert_int_equal(decode_second_with(86, UINT8_MAX), HEARTBEAT_GOOD);
	assert_int_equal(decode_second_with(87, 8), HEARTBEAT_GOOD);
	assert_int_equal(decode_second_with(87, 9), HEARTBEAT_RESERVED_BITS);
	/* Of the second one there is something behind the count. */
	assert_int_equal(decode_second_with(87, 1), HEARTBEAT_RESERVED_BITS);
	assert_int_equal(decode_second_with(100, 1), HEARTBEAT_RESERVED_BITS);
	assert_int_equal(
		decode_second_with(SEALED_2_BYTES - 1, 1), HEARTBEAT_RESERVED_BITS);
}

/* Return what version 1 says of itself in the place of a transaction. */
static uint8_t told_in_version_1(enum operation operation, uint8_t reads)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat = make_known();

	heartbeat.operation = (uint8_t)operation;
	heartbeat.transaction = operation == OPERATION_REQUEST ? 7 : 0;
	heartbeat.reads = reads;
	heartbeat_encode(bytes, &heartbeat, 7);
	assert_int_equal(heartbeat_decode(bytes, &heartbeat), HEARTBEAT_GOOD);
	assert_int_equal(heartbeat.transaction, operation == OPERATION_REQUEST ? 7 : 0);
	return heartbeat.reads;
}

static void in_version_1_words_without_a_transaction_say_what_is_read(void **state)
{
	(void)state;
	assert_int_equal(told_in_version_1(OPERATION_NONE, 2), 2);
	assert_int_equal(told_in_version_1(OPERATION_LEAVING, 2), 2);
	assert_int_equal(told_in_version_1(OPERATION_REQUEST, 2), 0);
	/* That is how 0.1.0 speaks. */
	assert_int_equal(told_in_version_1(OPERATION_NONE, 0), 0);
}

static void in_version_1_no_version_is_above_255(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat = make_known();

	(void)state;
	heartbeat.operation = OPERATION_NONE;
	heartbeat_encode(bytes, &heartbeat, 7);
	bytes[55] = UINT8_MAX;
	assert_int_equal(heartbeat_decode(bytes, &heartbeat), HEARTBEAT_GOOD);
	assert_int_equal(heartbeat.reads, UINT8_MAX);
	bytes[54] = 1;
	assert_int_equal(heartbeat_decode(bytes, &heartbeat), HEARTBEAT_RESERVED_BITS);
}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_heartbeat_has_these_bytes),
		cmocka_unit_test(the_seal_is_left_empty),
		cmocka_unit_test(what_was_encoded_is_decoded),
		cmocka_unit_test(words_of_version_1_leave_nothing_of_others),
		cmocka_unit_test(another_length_is_refused),
		cmocka_unit_test(another_length_field_is_refused),
		cmocka_unit_test(another_magic_is_refused),
		cmocka_unit_test(another_version_is_refused),
		cmocka_unit_test(only_known_roles_and_operations_are_accepted),
		cmocka_unit_test(only_known_role_flags_are_accepted),
		cmocka_unit_test(in_version_1_neither_a_third_node_nor_a_check_is_told),
		cmocka_unit_test(all_eight_flags_are_defined),
		cmocka_unit_test(node_is_one_or_two_and_health_is_zero_or_one),
		cmocka_unit_test(the_count_is_one_that_can_be_configured),
		cmocka_unit_test(the_interval_is_one_that_can_be_configured),
		cmocka_unit_test(an_incarnation_of_zero_is_refused),
		cmocka_unit_test(sequence_and_round_count_from_one),
		cmocka_unit_test(version_2_has_these_bytes_and_comes_back),
		cmocka_unit_test(
			version_2_says_that_a_third_node_speaks_or_a_check_fails),
		cmocka_unit_test(
			a_sender_of_version_2_reads_it_and_has_at_most_eight_macs),
		cmocka_unit_test(
			in_version_1_words_without_a_transaction_say_what_is_read),
		cmocka_unit_test(in_version_1_no_version_is_above_255),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
