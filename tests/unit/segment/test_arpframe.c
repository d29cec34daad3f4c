#include "segment/arp_frame.h"

#include <string.h>

#include "unit/values/ip_help.h"

static const uint8_t own_mac[6] = { 2, 0, 0, 0, 0, 0x17 };

static void an_announcement_in_request_form_is_as_in_rfc_5227(void **state)
{
	/* clang-format off */
	static const uint8_t expected[ARP_FRAME_BYTES] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 0x17, 0x08, 0x06,
		0, 1, 0x08, 0x00, 6, 4, 0, 1,
		2, 0, 0, 0, 0, 0x17, 192, 168, 0, 100,
		0, 0, 0, 0, 0, 0, 192, 168, 0, 100,
	};
	/* clang-format on */
	uint8_t bytes[ARP_FRAME_BYTES];

	(void)state;
	arp_frame_put_announcement(bytes, own_mac, ip_of("192.168.0.100"), false);
	assert_memory_equal(bytes, expected, sizeof(expected));
}

static void an_announcement_in_reply_form_names_the_mac_twice(void **state)
{
	uint8_t bytes[ARP_FRAME_BYTES];

	(void)state;
	arp_frame_put_announcement(bytes, own_mac, ip_of("192.168.0.100"), true);
	assert_int_equal(bytes[21], 2);
	assert_memory_equal(bytes + 22, own_mac, 6);
	assert_memory_equal(bytes + 32, own_mac, 6);
}

static void a_probe_names_no_sender_ip(void **state)
{
	const struct ip nobody = { .family = IP_NONE };
	struct arpframe frame;
	uint8_t bytes[ARP_FRAME_BYTES];

	(void)state;
	arp_frame_put_request(bytes, own_mac, nobody, ip_of("192.168.0.100"));
	assert_true(arp_frame_read(&frame, bytes, sizeof(bytes)));
	assert_false(ip_is_set(frame.sender));
	assert_ip(frame.target, "192.168.0.100");
	assert_memory_equal(frame.sender_mac, own_mac, 6);
	assert_memory_equal(frame.source, own_mac, 6);
	assert_false(frame.reply);
}

static void a_padded_frame_is_read(void **state)
{
	struct arpframe frame;
	uint8_t bytes[60] = { 0 };

	(void)state;
	arp_frame_put_announcement(bytes, own_mac, ip_of("192.168.0.100"), true);
	assert_true(arp_frame_read(&frame, bytes, sizeof(bytes)));
	assert_true(frame.reply);
	assert_ip(frame.sender, "192.168.0.100");
}

static void a_short_frame_is_refused(void **state)
{
	struct arpframe frame;
	uint8_t bytes[ARP_FRAME_BYTES];

	(void)state;
	arp_frame_put_announcement(bytes, own_mac, ip_of("192.168.0.100"), true);
	for (size_t length = 0; length < ARP_FRAME_BYTES; length++) {
		assert_false(arp_frame_read(&frame, bytes, length));
	}
}

static void what_is_not_ipv4_over_ethernet_is_refused(void **state)
{
	static const size_t fixed[] = { 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 };
	struct arpframe frame;
	uint8_t bytes[ARP_FRAME_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		arp_frame_put_announcement(
			bytes, own_mac, ip_of("192.168.0.100"), true);
		bytes[fixed[i]] ^= 0x40;
		assert_false(arp_frame_read(&frame, bytes, sizeof(bytes)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_announcement_in_request_form_is_as_in_rfc_5227),
		cmocka_unit_test(an_announcement_in_reply_form_names_the_mac_twice),
		cmocka_unit_test(a_probe_names_no_sender_ip),
		cmocka_unit_test(a_padded_frame_is_read),
		cmocka_unit_test(a_short_frame_is_refused),
		cmocka_unit_test(what_is_not_ipv4_over_ethernet_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
