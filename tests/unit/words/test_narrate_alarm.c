#include "words/narrate.h"

#include "unit/cmocka_all.h"

static const struct narrate_names names = {
	.pair = "web",
	.node = "n2",
	.own = "192.168.0.2",
	.peer = "192.168.0.1",
	.link_count = 3,
	.links = { "eth0", "cross", "serial" },
};

static struct event make_event(enum event_kind kind, enum reason reason, unsigned path)
{
	return (struct event){
		.kind = kind,
		.from = ROLE_STANDBY,
		.to = ROLE_STANDBY,
		.peer = ROLE_ACTIVE,
		.reason = reason,
		.silence_us = 10 * SECOND_US,
		.limit_us = 10 * SECOND_US,
		.link = path,
	};
}

static void assert_sentence(
	const struct event *event, unsigned paths, const char *expected)
{
	struct narrate_names some = names;
	char text[256];

	some.link_count = paths;
	narrate_event(text, sizeof(text), event, &some);
	assert_string_equal(text, expected);
}

static void a_link_that_is_down_is_named_with_its_silence(void **state)
{
	struct event event = make_event(EVENT_LINK_DOWN, REASON_PEER_SILENT, 2);

	(void)state;
	assert_sentence(&event, 3,
		"link cross down: peer 192.168.0.1 silent 10.0 s on cross (limit "
		"10.0 s)");
	event.link = 3;
	assert_sentence(&event, 3,
		"link serial down: peer 192.168.0.1 silent 10.0 s on serial (limit "
		"10.0 s)");
	event.link = 1;
	assert_sentence(&event, 3,
		"link eth0 down: peer 192.168.0.1 silent 10.0 s on eth0 (limit "
		"10.0 s)");
}

static void what_the_socket_knows_of_a_silent_link_is_told(void **state)
{
	static const enum reason causes[] = { REASON_PEER_REFUSES, REASON_NOT_AUTHENTIC,
		REASON_LINK_UNUSABLE };
	static const char *const sentences[] = {
		"link cross down: peer 192.168.0.1 silent 10.0 s on cross (limit 10.0 "
		"s): nobody listens on the peer's monitor port",
		"link cross down: peer 192.168.0.1 silent 10.0 s on cross (limit 10.0 "
		"s): the peer's heartbeats bear a wrong seal: the keys differ",
		"link cross down: peer 192.168.0.1 silent 10.0 s on cross (limit 10.0 "
		"s): this node cannot send there",
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct event event = make_event(EVENT_LINK_DOWN, causes[i], 2);

		assert_sentence(&event, 3, sentences[i]);
	}
}

static void a_link_that_works_one_way_is_not_called_silent(void **state)
{
	struct event event = make_event(EVENT_LINK_DOWN, REASON_ONE_WAY, 2);

	(void)state;
	assert_sentence(&event, 3,
		"link cross down: peer 192.168.0.1 is heard there but does not hear "
		"this node");
}

static void a_link_that_is_up_again_names_the_peer(void **state)
{
	struct event event = make_event(EVENT_LINK_UP, REASON_NONE, 3);

	(void)state;
	assert_sentence(&event, 3,
		"link serial up: peer 192.168.0.1 and this node hear each other there");
}

static void a_link_that_was_taken_out_has_no_name_left(void **state)
{
	struct event event = make_event(EVENT_LINK_UP, REASON_LINK_REMOVED, 3);

	(void)state;
	assert_sentence(&event, 2, "link 3: the link is no longer configured");
}

static void a_peer_lost_on_all_links_names_them_all(void **state)
{
	struct event event = make_event(EVENT_PEER_LOST, REASON_PEER_SILENT, 0);

	(void)state;
	assert_sentence(&event, 1,
		"peer 192.168.0.1 lost: silent 10.0 s on eth0 (limit 10.0 s)");
	assert_sentence(&event, 2,
		"peer 192.168.0.1 lost: silent 10.0 s on eth0 and cross (limit 10.0 "
		"s)");
	assert_sentence(&event, 3,
		"peer 192.168.0.1 lost: silent 10.0 s on eth0, cross and serial (limit "
		"10.0 s)");
}

static void a_path_that_is_no_more_reads_as_all_of_them(void **state)
{
	struct event event = make_event(EVENT_LINK_DOWN, REASON_ONE_WAY, 3);

	(void)state;
	assert_sentence(&event, 2,
		"link eth0 and cross down: peer 192.168.0.1 is heard there but does "
		"not hear this node");
}

static void a_lost_peer_whose_host_answers_is_told_apart_from_a_dead_one(void **state)
{
	struct event event = make_event(EVENT_PEER_LOST, REASON_PEER_REFUSES, 0);

	(void)state;
	assert_sentence(&event, 1,
		"peer 192.168.0.1 lost: silent 10.0 s on eth0 (limit 10.0 s): nobody "
		"listens on the peer's monitor port");
}

static void figures_that_are_not_known_are_left_out(void **state)
{
	struct event event = make_event(EVENT_PEER_LOST, REASON_PEER_SILENT, 0);

	(void)state;
	event.silence_us = 0;
	event.limit_us = 0;
	assert_sentence(&event, 1, "peer 192.168.0.1 lost: silent on eth0");
	event.kind = EVENT_PEER_RECOVERED;
	assert_sentence(&event, 1,
		"peer 192.168.0.1 recovered: heard again on eth0, its role is active");
	event.silence_us = MS_US;
	event.peer = ROLE_UNKNOWN;
	assert_sentence(&event, 1,
		"peer 192.168.0.1 recovered: heard again on eth0 after 1 ms");
}

static void a_mismatch_says_what_differs_and_when_it_is_over(void **state)
{
	struct event event = make_event(EVENT_CONFIG_MISMATCH, REASON_FIPS_DIFFER, 0);

	(void)state;
	assert_sentence(&event, 1,
		"configuration mismatch with peer 192.168.0.1: the nodes list "
		"different F-IPs");
	event.reason = REASON_NONE;
	assert_sentence(&event, 1, "configuration mismatch with peer 192.168.0.1");
	event.kind = EVENT_CONFIG_MATCH;
	assert_sentence(&event, 1, "configuration agrees again with peer 192.168.0.1");
}

static void an_outsiders_fip_is_told_as_he_set_it(void **state)
{
	struct event event = make_event(EVENT_OUTSIDER, REASON_NONE, 0);
	struct narrate_names some = names;
	char text[256];

	(void)state;
	event.copy = (struct copy){ .fip = 3, .prefix_length = 24, .protocol = 18 };
	assert_sentence(&event, 1,
		"somebody else set F-IP number 3/24 on this host (protocol 18)");
	some.copy = "192.168.0.100";
	narrate_event(text, sizeof(text), &event, &some);
	assert_string_equal(text,
		"somebody else set F-IP 192.168.0.100/24 on this host (protocol 18)");
}

static void a_check_says_whether_it_failed_or_passed(void **state)
{
	struct event event = make_event(EVENT_CHECK_FAILED, REASON_NO_REFERENCE, 0);

	(void)state;
	assert_sentence(&event, 1, "check failed: no reference address answers");
	event.kind = EVENT_CHECK_PASSED;
	assert_sentence(&event, 1, "check passed: a reference address answers again");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_that_was_taken_out_has_no_name_left),
		cmocka_unit_test(a_link_that_is_down_is_named_with_its_silence),
		cmocka_unit_test(what_the_socket_knows_of_a_silent_link_is_told),
		cmocka_unit_test(a_link_that_works_one_way_is_not_called_silent),
		cmocka_unit_test(a_link_that_is_up_again_names_the_peer),
		cmocka_unit_test(a_peer_lost_on_all_links_names_them_all),
		cmocka_unit_test(a_path_that_is_no_more_reads_as_all_of_them),
		cmocka_unit_test(
			a_lost_peer_whose_host_answers_is_told_apart_from_a_dead_one),
		cmocka_unit_test(figures_that_are_not_known_are_left_out),
		cmocka_unit_test(a_mismatch_says_what_differs_and_when_it_is_over),
		cmocka_unit_test(an_outsiders_fip_is_told_as_he_set_it),
		cmocka_unit_test(a_check_says_whether_it_failed_or_passed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
