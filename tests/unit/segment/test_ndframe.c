#include "segment/nd_frame.h"

#include <string.h>

#include "unit/cmocka_all.h"
#include "unit/values/ip_help.h"

enum {
	PROBE_BYTES = 78
};

static const uint8_t own_mac[6] = { 2, 0, 0, 0, 0, 0x17 };

static size_t announce(uint8_t bytes[ND_FRAME_BYTES])
{
	return nd_frame_put_announcement(bytes, own_mac, ip_of("2001:db8::100"), false);
}

static size_t solicit(uint8_t bytes[ND_FRAME_BYTES], struct ip sender)
{
	return nd_frame_put_solicitation(
		bytes, own_mac, sender, ip_of("2001:db8::12:3456"));
}

static void an_announcement_is_an_unsolicited_advertisement_with_override(void **state)
{
	/* clang-format off */
	static const uint8_t expected[ND_FRAME_BYTES] = {
		0x33, 0x33, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0x17, 0x86, 0xdd,
		0x60, 0, 0, 0, 0, 32, 58, 255,
		0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
		0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
		136, 0, 0xf7, 0x16, 0x20, 0, 0, 0,
		0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
		2, 1, 2, 0, 0, 0, 0, 0x17,
	};
	/* clang-format on */
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	assert_int_equal(announce(bytes), sizeof(expected));
	assert_memory_equal(bytes, expected, sizeof(expected));
}

static void a_router_says_so_in_its_announcement(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	nd_frame_put_announcement(bytes, own_mac, ip_of("2001:db8::100"), true);
	assert_int_equal(bytes[58], 0xa0);
	assert_true(nd_frame_read(&frame, bytes, sizeof(bytes)));
}

static void a_probe_names_no_sender_and_no_mac(void **state)
{
	static const struct ip nobody = { .family = IP_NONE };
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	assert_int_equal(solicit(bytes, nobody), PROBE_BYTES);
	assert_memory_equal(bytes, "\x33\x33\xff\x12\x34\x56", 6);
	assert_true(nd_frame_read(&frame, bytes, PROBE_BYTES));
	assert_false(frame.advertisement);
	assert_false(ip_is_set(frame.sender));
	assert_memory_equal(bytes + 38, ip_of("ff02::1:ff12:3456").bytes, 16);
	assert_memory_equal(frame.mac, own_mac, 6);
}

static void a_question_names_the_senders_mac(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];
	size_t length = solicit(bytes, ip_of("2001:db8::1"));

	(void)state;
	assert_memory_equal(bytes + PROBE_BYTES, "\x01\x01\x02\0\0\0\0\x17", 8);
	assert_true(nd_frame_read(&frame, bytes, length));
	assert_ip(frame.sender, "2001:db8::1");
	assert_ip(frame.target, "2001:db8::12:3456");
}

static void a_padded_frame_is_read(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES + 20] = { 0 };

	(void)state;
	announce(bytes);
	bytes[ND_FRAME_BYTES] = 0xff;
	assert_true(nd_frame_read(&frame, bytes, sizeof(bytes)));
	assert_true(frame.advertisement);
}

static void a_short_frame_is_refused(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	announce(bytes);
	for (size_t length = 0; length < ND_FRAME_BYTES; length++) {
		assert_false(nd_frame_read(&frame, bytes, length));
	}
}

/* Any bit outside the Ethernet addresses, traffic class and flow label counts. */
static void a_frame_with_a_wrong_bit_is_refused(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	for (size_t i = 12; i < ND_FRAME_BYTES; i++) {
		if (i > 14 && i < 18) {
			continue;
		}
		announce(bytes);
		bytes[i] ^= 0x10;
		assert_false(nd_frame_read(&frame, bytes, sizeof(bytes)));
	}
}

/* Change a byte of the ICMP message and mend the checksum for it. */
static void alter(uint8_t *bytes, size_t at, uint8_t value)
{
	int difference = (bytes[at] - value) * (at % 2 == 0 ? 256 : 1);
	int checksum = (bytes[56] << 8 | bytes[57]) + difference;

	checksum += checksum < 0 ? 0xffff : 0;
	checksum -= checksum > 0xffff ? 0xffff : 0;
	bytes[at] = value;
	bytes[56] = (uint8_t)(checksum >> 8);
	bytes[57] = (uint8_t)checksum;
}

static void an_answer_to_one_cannot_go_to_many(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	announce(bytes);
	alter(bytes, 58, 0x60);
	assert_false(nd_frame_read(&frame, bytes, sizeof(bytes)));
	alter(bytes, 58, 0x20);
	assert_true(nd_frame_read(&frame, bytes, sizeof(bytes)));
}

static void an_option_of_no_length_is_refused(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	announce(bytes);
	alter(bytes, PROBE_BYTES + 1, 0);
	assert_false(nd_frame_read(&frame, bytes, sizeof(bytes)));
	alter(bytes, PROBE_BYTES + 1, 2);
	assert_false(nd_frame_read(&frame, bytes, sizeof(bytes)));
}

static void without_its_option_the_frames_source_is_the_mac(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	announce(bytes);
	alter(bytes, PROBE_BYTES, 14);
	alter(bytes, ND_FRAME_BYTES - 1, 0x18);
	assert_true(nd_frame_read(&frame, bytes, sizeof(bytes)));
	assert_memory_equal(frame.mac, own_mac, 6);
}

static void a_group_is_no_target(void **state)
{
	struct ndframe frame;
	uint8_t bytes[ND_FRAME_BYTES];

	(void)state;
	nd_frame_put_announcement(bytes, own_mac, ip_of("ff02::5"), false);
	assert_false(nd_frame_read(&frame, bytes, sizeof(bytes)));
}

int main(void)
{
	/* table */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_announcement_is_an_unsolicited_advertisement_with_override),
		cmocka_unit_test(a_router_says_so_in_its_announcement),
		cmocka_unit_test(a_probe_names_no_sender_and_no_mac),
		cmocka_unit_test(a_question_names_the_senders_mac),
		cmocka_unit_test(a_padded_frame_is_read),
		cmocka_unit_test(a_short_frame_is_refused),
		cmocka_unit_test(a_frame_with_a_wrong_bit_is_refused),
		cmocka_unit_test(an_answer_to_one_cannot_go_to_many),
		cmocka_unit_test(an_option_of_no_length_is_refused),
		cmocka_unit_test(without_its_option_the_frames_source_is_the_mac),
		cmocka_unit_test(a_group_is_no_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
