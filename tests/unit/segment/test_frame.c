#include "segment/frame.h"

#include <string.h>

#include "unit/cmocka_all.h"
#include "unit/values/ip_help.h"

static const struct frame_origin origin = { .mac = { 2, 0, 0, 0, 0, 0x17 } };
static const struct ip nobody = { .family = IP_NONE };

static struct frame_heard announced(const char *address, unsigned form)
{
	struct frame_heard heard;
	struct frame frame;

	assert_true(frame_put_announcement(&frame, &origin, ip_of(address), form));
	assert_true(frame_read(&heard, frame.family, frame.bytes, frame.length_bytes));
	return heard;
}

static struct frame_heard asked(struct ip sender, const char *target)
{
	struct frame_heard heard;
	struct frame frame;

	frame_put_question(&frame, origin.mac, sender, ip_of(target));
	assert_true(frame_read(&heard, frame.family, frame.bytes, frame.length_bytes));
	return heard;
}

static void every_announcement_claims_the_address(void **state)
{
	(void)state;
	assert_ip(announced("192.0.2.100", 0).claimed, "192.0.2.100");
	assert_ip(announced("192.0.2.100", 1).claimed, "192.0.2.100");
	assert_ip(announced("2001:db8::100", 0).claimed, "2001:db8::100");
	assert_memory_equal(announced("2001:db8::100", 0).mac, origin.mac, 6);
}

static void ipv4_has_two_forms_and_ipv6_one(void **state)
{
	struct frame frame;

	(void)state;
	assert_true(ip_is_set(announced("192.0.2.100", 0).asked));
	assert_false(ip_is_set(announced("192.0.2.100", 1).asked));
	assert_false(frame_put_announcement(&frame, &origin, ip_of("192.0.2.100"), 2));
	assert_false(
		frame_put_announcement(&frame, &origin, ip_of("2001:db8::100"), 1));
}

static void a_question_asks_and_claims_its_sender(void **state)
{
	(void)state;
	assert_ip(asked(ip_of("192.0.2.1"), "192.0.2.2").asked, "192.0.2.2");
	assert_ip(asked(ip_of("192.0.2.1"), "192.0.2.2").claimed, "192.0.2.1");
	assert_ip(asked(ip_of("2001:db8::1"), "2001:db8::2").asked, "2001:db8::2");
	assert_ip(asked(ip_of("2001:db8::1"), "2001:db8::2").claimed, "2001:db8::1");
}

static void a_probe_claims_nothing(void **state)
{
	(void)state;
	assert_false(ip_is_set(asked(nobody, "192.0.2.2").claimed));
	assert_false(ip_is_set(asked(nobody, "2001:db8::2").claimed));
	assert_ip(asked(nobody, "2001:db8::2").asked, "2001:db8::2");
}

static void a_frame_is_not_read_as_one_of_the_other_protocol(void **state)
{
	struct frame_heard heard;
	struct frame frame;

	(void)state;
	frame_put_question(&frame, origin.mac, nobody, ip_of("192.0.2.2"));
	assert_false(frame_read(&heard, IP_V6, frame.bytes, frame.length_bytes));
	frame_put_question(&frame, origin.mac, nobody, ip_of("2001:db8::2"));
	assert_false(frame_read(&heard, IP_V4, frame.bytes, frame.length_bytes));
	assert_false(frame_read(&heard, IP_V4, frame.bytes, 0));
}

enum {
	ARP_BYTES = 42,
	ND_BYTES = 86,
	ND_PROBE_BYTES = 78, /* without an option */
};

static struct frame announcement(const char *address, unsigned form)
{
	struct frame frame;

	assert_true(frame_put_announcement(&frame, &origin, ip_of(address), form));
	return frame;
}

static struct frame solicitation(struct ip sender)
{
	struct frame frame;

	frame_put_question(&frame, origin.mac, sender, ip_of("2001:db8::12:3456"));
	return frame;
}

static bool is_read(const struct frame *frame)
{
	struct frame_heard heard;

	return frame_read(&heard, frame->family, frame->bytes, frame->length_bytes);
}

static void an_arp_request_that_announces_is_as_in_rfc_5227(void **state)
{
	/* clang-format off */
	static const uint8_t expected[ARP_BYTES] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 0x17, 0x08, 0x06,
		0, 1, 0x08, 0x00, 6, 4, 0, 1,
		2, 0, 0, 0, 0, 0x17, 192, 168, 0, 100,
		0, 0, 0, 0, 0, 0, 192, 168, 0, 100,
	};
	/* clang-format on */
	struct frame frame = announcement("192.168.0.100", 0);

	(void)state;
	assert_int_equal(frame.length_bytes, sizeof(expected));
	assert_memory_equal(frame.bytes, expected, sizeof(expected));
}

static void an_arp_reply_that_announces_names_the_mac_twice(void **state)
{
	struct frame frame = announcement("192.168.0.100", 1);

	(void)state;
	assert_int_equal(frame.bytes[21], 2);
	assert_memory_equal(frame.bytes + 22, origin.mac, 6);
	assert_memory_equal(frame.bytes + 32, origin.mac, 6);
}

static void an_arp_probe_names_no_sender_ip(void **state)
{
	struct frame_heard heard = asked(nobody, "192.168.0.100");

	(void)state;
	assert_false(ip_is_set(heard.claimed));
	assert_ip(heard.asked, "192.168.0.100");
	assert_memory_equal(heard.mac, origin.mac, 6);
	assert_memory_equal(heard.source, origin.mac, 6);
}

static void a_padded_arp_frame_is_read(void **state)
{
	struct frame frame = announcement("192.168.0.100", 1);
	struct frame_heard heard;

	(void)state;
	memset(frame.bytes + ARP_BYTES, 0, 60 - ARP_BYTES);
	assert_true(frame_read(&heard, IP_V4, frame.bytes, 60));
	assert_false(ip_is_set(heard.asked));
	assert_ip(heard.claimed, "192.168.0.100");
}

static void a_short_frame_is_refused(void **state)
{
	struct frame frames[] = { announcement("192.168.0.100", 1),
		announcement("2001:db8::100", 0) };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		while (frames[i].length_bytes-- > 0) {
			assert_false(is_read(&frames[i]));
		}
	}
}

static void what_is_not_ipv4_arp_over_ethernet_is_refused(void **state)
{
	static const size_t fixed[] = { 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 };

	(void)state;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		struct frame frame = announcement("192.168.0.100", 1);

		frame.bytes[fixed[i]] ^= 0x40;
		assert_false(is_read(&frame));
	}
}

static void an_nd_announcement_is_an_unsolicited_advertisement_with_override(
	void **state)
{
	/* clang-format off */
	static const uint8_t expected[ND_BYTES] = {
		0x33, 0x33, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0x17, 0x86, 0xdd,
		0x60, 0, 0, 0, 0, 32, 58, 255,
		0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
		0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
		136, 0, 0xf7, 0x16, 0x20, 0, 0, 0,
		0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
		2, 1, 2, 0, 0, 0, 0, 0x17,
	};
	/* clang-format on */
	struct frame frame = announcement("2001:db8::100", 0);

	(void)state;
	assert_int_equal(frame.length_bytes, sizeof(expected));
	assert_memory_equal(frame.bytes, expected, sizeof(expected));
}

static void a_router_says_so_in_its_announcement(void **state)
{
	struct frame_origin router = { .mac = { 2, 0, 0, 0, 0, 0x17 }, .router = true };
	struct frame frame;

	(void)state;
	frame_put_announcement(&frame, &router, ip_of("2001:db8::100"), 0);
	assert_int_equal(frame.bytes[58], 0xa0);
	assert_true(is_read(&frame));
}

static void an_nd_probe_names_no_sender_and_no_mac(void **state)
{
	struct frame frame = solicitation(nobody);
	struct frame_heard heard;

	(void)state;
	assert_int_equal(frame.length_bytes, ND_PROBE_BYTES);
	assert_memory_equal(frame.bytes, "\x33\x33\xff\x12\x34\x56", 6);
	assert_memory_equal(frame.bytes + 38, ip_of("ff02::1:ff12:3456").bytes, 16);
	assert_true(frame_read(&heard, IP_V6, frame.bytes, ND_PROBE_BYTES));
	assert_true(ip_is_set(heard.asked));
	assert_false(ip_is_set(heard.claimed));
	assert_memory_equal(heard.mac, origin.mac, 6);
}

static void an_nd_question_names_the_senders_mac(void **state)
{
	struct frame frame = solicitation(ip_of("2001:db8::1"));
	struct frame_heard heard;

	(void)state;
	assert_memory_equal(
		frame.bytes + ND_PROBE_BYTES, "\x01\x01\x02\0\0\0\0\x17", 8);
	assert_true(frame_read(&heard, IP_V6, frame.bytes, frame.length_bytes));
	assert_ip(heard.claimed, "2001:db8::1");
	assert_ip(heard.asked, "2001:db8::12:3456");
}

static void a_padded_nd_frame_is_read(void **state)
{
	struct frame frame = announcement("2001:db8::100", 0);
	uint8_t bytes[ND_BYTES + 20] = { 0 };
	struct frame_heard heard;

	(void)state;
	memcpy(bytes, frame.bytes, ND_BYTES);
	bytes[ND_BYTES] = 0xff;
	assert_true(frame_read(&heard, IP_V6, bytes, sizeof(bytes)));
	assert_ip(heard.claimed, "2001:db8::100");
	assert_false(ip_is_set(heard.asked));
}

/* Any bit outside the Ethernet addresses, traffic class and flow label counts. */
static void an_nd_frame_with_a_wrong_bit_is_refused(void **state)
{
	(void)state;
	for (size_t i = 12; i < ND_BYTES; i++) {
		struct frame frame = announcement("2001:db8::100", 0);

		if (i > 14 && i < 18) {
			continue;
		}
		frame.bytes[i] ^= 0x10;
		assert_false(is_read(&frame));
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
	struct frame frame = announcement("2001:db8::100", 0);

	(void)state;
	alter(frame.bytes, 58, 0x60);
	assert_false(is_read(&frame));
	alter(frame.bytes, 58, 0x20);
	assert_true(is_read(&frame));
}

static void an_option_of_no_length_is_refused(void **state)
{
	struct frame frame = announcement("2001:db8::100", 0);

	(void)state;
	alter(frame.bytes, ND_PROBE_BYTES + 1, 0);
	assert_false(is_read(&frame));
	alter(frame.bytes, ND_PROBE_BYTES + 1, 2);
	assert_false(is_read(&frame));
}

static void without_its_option_the_frames_source_is_the_mac(void **state)
{
	struct frame frame = announcement("2001:db8::100", 0);
	struct frame_heard heard;

	(void)state;
	alter(frame.bytes, ND_PROBE_BYTES, 14);
	alter(frame.bytes, ND_BYTES - 1, 0x18);
	assert_true(frame_read(&heard, IP_V6, frame.bytes, frame.length_bytes));
	assert_memory_equal(heard.mac, origin.mac, 6);
}

static void a_group_is_no_target(void **state)
{
	struct frame frame = announcement("ff02::5", 0);

	(void)state;
	assert_false(is_read(&frame));
}

int main(void)
{
	/* table */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_announcement_claims_the_address),
		cmocka_unit_test(ipv4_has_two_forms_and_ipv6_one),
		cmocka_unit_test(a_question_asks_and_claims_its_sender),
		cmocka_unit_test(a_probe_claims_nothing),
		cmocka_unit_test(a_frame_is_not_read_as_one_of_the_other_protocol),
		cmocka_unit_test(an_arp_request_that_announces_is_as_in_rfc_5227),
		cmocka_unit_test(an_arp_reply_that_announces_names_the_mac_twice),
		cmocka_unit_test(an_arp_probe_names_no_sender_ip),
		cmocka_unit_test(a_padded_arp_frame_is_read),
		cmocka_unit_test(a_short_frame_is_refused),
		cmocka_unit_test(what_is_not_ipv4_arp_over_ethernet_is_refused),
		cmocka_unit_test(
			an_nd_announcement_is_an_unsolicited_advertisement_with_override),
		cmocka_unit_test(a_router_says_so_in_its_announcement),
		cmocka_unit_test(an_nd_probe_names_no_sender_and_no_mac),
		cmocka_unit_test(an_nd_question_names_the_senders_mac),
		cmocka_unit_test(a_padded_nd_frame_is_read),
		cmocka_unit_test(an_nd_frame_with_a_wrong_bit_is_refused),
		cmocka_unit_test(an_answer_to_one_cannot_go_to_many),
		cmocka_unit_test(an_option_of_no_length_is_refused),
		cmocka_unit_test(without_its_option_the_frames_source_is_the_mac),
		cmocka_unit_test(a_group_is_no_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
