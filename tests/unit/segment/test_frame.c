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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_announcement_claims_the_address),
		cmocka_unit_test(ipv4_has_two_forms_and_ipv6_one),
		cmocka_unit_test(a_question_asks_and_claims_its_sender),
		cmocka_unit_test(a_probe_claims_nothing),
		cmocka_unit_test(a_frame_is_not_read_as_one_of_the_other_protocol),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
