#include "words/narrate.h"

#include <stdio.h>
#include <string.h>

#include "unit/cmocka_all.h"

static const struct narrate_names names = {
	.pair = "web",
	.node = "n2",
	.own = "192.168.0.2",
	.peer = "192.168.0.1",
	.link_count = 1,
	.links = { "eth0" },
};

static struct event make_event(enum event_kind kind, enum reason reason)
{
	return (struct event){
		.kind = kind,
		.from = ROLE_STANDBY,
		.to = ROLE_ACTIVE,
		.peer = ROLE_UNKNOWN,
		.reason = reason,
		.silence_us = 10 * SECOND_US,
		.limit_us = 10 * SECOND_US,
	};
}

static void assert_sentence(const struct event *event, const char *expected)
{
	char text[256];

	narrate_event(text, sizeof(text), event, &names);
	assert_string_equal(text, expected);
}

static void a_failover_names_peer_silence_path_and_limit(void **state)
{
	struct event event = make_event(EVENT_FAILOVER, REASON_PEER_SILENT);

	(void)state;
	assert_sentence(&event,
		"standby to active: peer 192.168.0.1 silent 10.0 s on eth0 "
		"(limit 10.0 s)");
}

static void a_failover_after_held_names_segment_and_peer(void **state)
{
	struct event event = make_event(EVENT_FAILOVER, REASON_SEGMENT_SILENT);

	(void)state;
	event.from = ROLE_HELD;
	event.silence_us = 19840 * (int64_t)MS_US;
	assert_sentence(&event,
		"held to active: nobody answers for the F-IPs any more, peer "
		"192.168.0.1 silent 19.8 s on eth0 (limit 10.0 s)");
}

static void a_failback_reads_from_both_sides(void **state)
{
	struct event event = make_event(EVENT_FAILBACK, REASON_FAILBACK);

	(void)state;
	event.from = ROLE_ACTIVE;
	event.to = ROLE_STANDBY;
	assert_sentence(
		&event, "active to standby: handed back to 192.168.0.1 (failback)");
	event.to = ROLE_RELEASING;
	assert_sentence(
		&event, "active to releasing: handing back to 192.168.0.1 (failback)");
	event.from = ROLE_STANDBY;
	event.to = ROLE_ACTIVE;
	assert_sentence(
		&event, "standby to active: taken back from 192.168.0.1 (failback)");
}

static void a_switchover_reads_from_both_sides(void **state)
{
	struct event event = make_event(EVENT_SWITCHOVER, REASON_SWITCHOVER);

	(void)state;
	assert_sentence(
		&event, "standby to active: taken over from 192.168.0.1 (switchover)");
	event.from = ROLE_RELEASING;
	event.to = ROLE_STANDBY;
	assert_sentence(&event,
		"releasing to standby: handed over to 192.168.0.1 (switchover)");
}

static void a_change_without_a_reason_is_only_the_change(void **state)
{
	struct event event = make_event(EVENT_ROLE_CHANGE, REASON_NONE);

	(void)state;
	assert_sentence(&event, "standby to active");
}

static void assert_reason(enum reason reason, const char *expected)
{
	struct event event = make_event(EVENT_ROLE_CHANGE, reason);
	char text[256];

	event.from = ROLE_ACTIVE;
	event.to = ROLE_STANDBY;
	narrate_event(text, sizeof(text), &event, &names);
	assert_memory_equal(text, "active to standby: ", 19);
	assert_string_equal(text + 19, expected);
}

static void a_reason_about_the_peer_names_it(void **state)
{
	(void)state;
	assert_reason(REASON_DUEL, "peer 192.168.0.1 is active too and has precedence");
	assert_reason(REASON_DEAF,
		"peer 192.168.0.1 is active too and does not hear this node");
	assert_reason(
		REASON_PEER_LEFT, "peer 192.168.0.1 stopped or gave up the F-IPs");
	assert_reason(REASON_PEER_FAULT,
		"peer 192.168.0.1 is in fault and cannot hold the F-IPs");
	assert_reason(REASON_PEER_ACTIVE, "peer 192.168.0.1 is active");
	assert_reason(REASON_PEER_SETTLING, "peer 192.168.0.1 is up and decides first");
	assert_reason(REASON_PEER_MAINTENANCE, "peer 192.168.0.1 is in maintenance");
	assert_reason(REASON_HANDOVER_TIMEOUT,
		"peer 192.168.0.1 did not confirm the handover in time");
}

static void a_segment_silent_beside_a_peer_that_is_heard_names_no_silence(void **state)
{
	struct event event = make_event(EVENT_ROLE_CHANGE, REASON_SEGMENT_SILENT);

	(void)state;
	event.silence_us = 0;
	assert_sentence(
		&event, "standby to active: nobody answers for the F-IPs any more");
}

static void a_number_that_is_no_reason_is_told_as_unknown(void **state)
{
	(void)state;
	assert_string_equal(
		narrate_reason_text((enum reason)(REASON_LAST + 1)), "unknown");
	assert_reason((enum reason)(REASON_LAST + 1), "unknown");
	assert_string_equal(narrate_reason_text(REASON_NONE), "no reason was given");
}

static void an_answered_claim_names_the_mac(void **state)
{
	struct event event = make_event(EVENT_ROLE_CHANGE, REASON_ADDRESS_CONFLICT);
	const uint8_t mac[6] = { 0x02, 0x00, 0x5e, 0x10, 0xfe, 0x01 };

	(void)state;
	event.from = ROLE_CLAIMING;
	event.to = ROLE_HELD;
	memcpy(event.mac, mac, sizeof(mac));
	assert_sentence(&event,
		"claiming to held: a third host answers for an F-IP (MAC "
		"02:00:5e:10:fe:01)");
}

static void an_answer_whose_mac_is_not_known_names_none(void **state)
{
	(void)state;
	assert_reason(REASON_ADDRESS_CONFLICT, "a third host answers for an F-IP");
}

static void a_reason_without_an_answer_names_no_mac(void **state)
{
	struct event event = make_event(EVENT_ROLE_CHANGE, REASON_LEASE_EXPIRED);

	(void)state;
	event.from = ROLE_ACTIVE;
	event.to = ROLE_CLAIMING;
	event.mac[5] = 0x99;
	assert_sentence(&event, "active to claiming: an F-IP was not renewed in time");
}

static void a_lost_peer_is_told_with_its_silence(void **state)
{
	struct event event = make_event(EVENT_PEER_LOST, REASON_PEER_SILENT);

	(void)state;
	assert_sentence(
		&event, "peer 192.168.0.1 lost: silent 10.0 s on eth0 (limit 10.0 s)");
}

static void a_peer_that_left_is_told_apart_from_a_silent_one(void **state)
{
	struct event event = make_event(EVENT_PEER_LOST, REASON_PEER_LEFT);

	(void)state;
	assert_sentence(&event,
		"peer 192.168.0.1 lost: it said that it stops or gives up the "
		"F-IPs");
}

static void a_recovered_peer_is_told_with_role_and_silence(void **state)
{
	struct event event = make_event(EVENT_PEER_RECOVERED, REASON_RECOVERED);

	(void)state;
	event.peer = ROLE_STANDBY;
	event.silence_us = 61250 * (int64_t)MS_US;
	assert_sentence(&event,
		"peer 192.168.0.1 recovered: heard again on eth0 after 61.3 s, "
		"its role is standby");
}

static void a_split_brain_has_a_beginning_and_an_end(void **state)
{
	struct event event = make_event(EVENT_SPLIT_BRAIN, REASON_NONE);

	(void)state;
	assert_sentence(
		&event, "split brain: this node and peer 192.168.0.1 are both active");
	event.kind = EVENT_SPLIT_BRAIN_END;
	event.peer = ROLE_STANDBY;
	assert_sentence(&event,
		"split brain is over: this node is active, peer 192.168.0.1 "
		"is standby");
}

static void a_conflict_names_the_mac_and_whose_it_is(void **state)
{
	struct event event =
		make_event(EVENT_ADDRESS_CONFLICT, REASON_ADDRESS_CONFLICT);

	(void)state;
	event.mac[5] = 0x99;
	assert_sentence(&event,
		"address conflict: a third host answers for an F-IP (MAC "
		"00:00:00:00:00:99)");
	event.reason = REASON_ANSWERED_BY_PEER;
	assert_sentence(&event,
		"address conflict: the silent peer still answers for an F-IP "
		"(MAC 00:00:00:00:00:99)");
	event.peer = ROLE_STANDBY;
	assert_sentence(&event,
		"address conflict: the host of peer 192.168.0.1, which is standby and "
		"holds none, answers for an F-IP (MAC 00:00:00:00:00:99)");
	event.reason = REASON_RIVAL_PROBES;
	assert_sentence(&event,
		"address conflict: the peer's MAC keeps asking for an F-IP and takes "
		"none (MAC 00:00:00:00:00:99)");
	event.kind = EVENT_ADDRESS_CONFLICT_END;
	assert_sentence(
		&event, "address conflict is over: nobody else wants the F-IPs");
}

static void a_third_node_is_told_with_whom_it_speaks_to(void **state)
{
	struct event event = make_event(EVENT_THIRD_NODE, REASON_THIRD_HERE);
	struct narrate_names named = names;
	char text[256];

	(void)state;
	named.third = "192.168.0.3";
	narrate_event(text, sizeof(text), &event, &named);
	assert_string_equal(text,
		"third node: 192.168.0.3, which is not the peer, speaks to this node "
		"with the key of this pair");
	event.reason = REASON_THIRD_AT_PEER;
	assert_sentence(&event,
		"third node: one with the key of this pair speaks to peer 192.168.0.1");
	event.reason = REASON_PEER_OF_OTHERS;
	assert_sentence(&event,
		"third node: 192.168.0.1, the peer of this node, has another peer");
}

static void start_and_stop_name_the_node_and_its_role(void **state)
{
	struct event event = make_event(EVENT_STARTED, REASON_STARTED);

	(void)state;
	event.to = ROLE_INITIAL;
	assert_sentence(&event,
		"started on node n2 (192.168.0.2), peer 192.168.0.1 on eth0, "
		"role initial");
	event.kind = EVENT_STOPPED;
	assert_sentence(&event, "stopped on node n2, role was standby");
}

/* As at a boot before the interface has its address. */
static void a_start_names_no_address_that_is_not_known(void **state)
{
	struct event event = make_event(EVENT_STARTED, REASON_STARTED);
	struct narrate_names early = names;
	char text[256];

	(void)state;
	event.to = ROLE_INITIAL;
	early.own = "";
	narrate_event(text, sizeof(text), &event, &early);
	assert_string_equal(
		text, "started on node n2, peer 192.168.0.1 on eth0, role initial");
}

static void a_refused_action_says_why(void **state)
{
	struct event event = make_event(EVENT_ACTION_REFUSED, REASON_PEER_SILENT);

	(void)state;
	assert_sentence(
		&event, "the operator's action was refused: the peer is silent");
}

static void a_refused_failback_is_nobodys_action(void **state)
{
	struct event event = make_event(EVENT_FAILBACK_REFUSED, REASON_PEER_UNSTABLE);

	(void)state;
	assert_sentence(&event, "failback to peer 192.168.0.1 was refused: the peer "
				"restarts too often");
}

static void a_peer_that_left_in_good_order_is_not_lost(void **state)
{
	struct event event = make_event(EVENT_PEER_LEFT, REASON_PEER_LEFT);

	(void)state;
	assert_sentence(&event,
		"peer 192.168.0.1 left in good order: fipd was stopped there, or its "
		"redundancy switched off");
}

static void assert_span(int64_t span_us, const char *expected)
{
	struct event event = make_event(EVENT_PEER_LOST, REASON_PEER_SILENT);
	char sentence[128];

	event.silence_us = span_us;
	event.limit_us = 0;
	snprintf(sentence, sizeof(sentence), "peer 192.168.0.1 lost: silent %s on eth0",
		expected);
	assert_sentence(&event, sentence);
}

static void below_a_second_spans_are_rounded_to_ms(void **state)
{
	(void)state;
	assert_span(499, "0 ms");
	assert_span(500, "1 ms");
	assert_span(300400, "300 ms");
	assert_span(999499, "999 ms");
}

static void from_a_second_on_spans_are_rounded_to_tenths(void **state)
{
	(void)state;
	assert_span(999500, "1.0 s");
	assert_span(1049 * MS_US, "1.0 s");
	assert_span(1050 * MS_US, "1.1 s");
	assert_span(71940 * (int64_t)MS_US, "71.9 s");
	assert_span(INT64_MAX, "9223372036854.8 s");
}

static void every_kind_has_a_sentence_of_its_own(void **state)
{
	char texts[EVENT_LAST + 1][256] = { "unknown event" };

	(void)state;
	for (unsigned kind = 1; kind <= EVENT_LAST; kind++) {
		struct event event = make_event((enum event_kind)kind, REASON_NONE);

		if (event_bit((enum event_kind)kind) == 0) {
			continue;
		}
		narrate_event(texts[kind], sizeof(texts[kind]), &event, &names);
		assert_true(strlen(texts[kind]) > 10);
		assert_string_not_equal(texts[kind], texts[0]);
	}
}

/* There are numbers without a row. */
static bool is_known(unsigned kind, unsigned reason)
{
	return event_bit((enum event_kind)kind) != 0
	       && strcmp(narrate_reason((enum reason)reason), "unknown") != 0;
}

static void every_reason_fits_every_kind_in_256_bytes(void **state)
{
	char text[1024];

	(void)state;
	for (unsigned kind = 1; kind <= EVENT_LAST; kind++) {
		for (unsigned reason = 1; reason <= REASON_LAST; reason++) {
			struct event event =
				make_event((enum event_kind)kind, (enum reason)reason);

			if (!is_known(kind, reason)) {
				continue;
			}
			event.mac[0] = 2;
			narrate_event(text, sizeof(text), &event, &names);
			assert_true(strlen(text) < 200);
			assert_null(strstr(text, "unknown"));
		}
	}
}

static void a_sentence_is_cut_and_terminated_where_memory_ends(void **state)
{
	struct event event = make_event(EVENT_FAILOVER, REASON_PEER_SILENT);
	char whole[256];
	char text[256];

	(void)state;
	narrate_event(whole, sizeof(whole), &event, &names);
	for (size_t size = 1; size <= strlen(whole) + 2; size++) {
		memset(text, '#', sizeof(text));
		narrate_event(text, size, &event, &names);
		assert_memory_equal(text, whole, strlen(text));
		assert_int_equal(
			strlen(text), size > strlen(whole) ? strlen(whole) : size - 1);
		assert_int_equal(text[size], '#');
	}
}

static void an_unknown_kind_has_a_sentence_too(void **state)
{
	struct event event = make_event((enum event_kind)200, REASON_NONE);

	(void)state;
	assert_sentence(&event, "unknown event");
	event.kind = (enum event_kind)0;
	assert_sentence(&event, "unknown event");
}

static void words_of_roles_reasons_and_kinds_are_read_back(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= ROLE_DISABLED; i++) {
		assert_int_equal(narrate_role_of(narrate_role((enum role)i)), i);
	}
	for (unsigned i = 1; i <= REASON_LAST; i++) {
		assert_int_equal(narrate_reason_of(narrate_reason((enum reason)i)),
			is_known(EVENT_STARTED, i) ? i : 0);
	}
	for (unsigned i = 1; i <= EVENT_LAST; i++) {
		assert_int_equal(narrate_kind_of(narrate_kind((enum event_kind)i)),
			is_known(i, REASON_NONE) ? i : 0);
	}
}

static void an_unknown_number_reads_unknown(void **state)
{
	(void)state;
	assert_string_equal(narrate_role((enum role)0), "unknown");
	assert_string_equal(narrate_role((enum role)10), "unknown");
	assert_string_equal(narrate_reason((enum reason)255), "unknown");
	assert_string_equal(narrate_reason_text((enum reason)255), "unknown");
	assert_string_equal(narrate_kind((enum event_kind)255), "unknown");
	assert_string_equal(narrate_severity((enum severity)7), "unknown");
}

static void an_unknown_word_reads_zero(void **state)
{
	(void)state;
	assert_int_equal(narrate_role_of("boss"), 0);
	assert_int_equal(narrate_role_of(""), 0);
	assert_int_equal(narrate_reason_of("Failback"), 0);
	assert_int_equal(narrate_kind_of("peerlost"), 0);
}

static void what_ends_an_alarm_is_cleared_and_names_its_beginning(void **state)
{
	(void)state;
	assert_int_equal(event_clears(EVENT_PEER_RECOVERED), EVENT_PEER_LOST);
	assert_int_equal(event_clears(EVENT_SPLIT_BRAIN_END), EVENT_SPLIT_BRAIN);
	assert_int_equal(
		event_clears(EVENT_ADDRESS_CONFLICT_END), EVENT_ADDRESS_CONFLICT);
	for (unsigned i = 1; i <= EVENT_LAST; i++) {
		enum event_kind kind = (enum event_kind)i;
		enum severity severity = event_severity(kind);

		assert_int_equal(event_clears(kind) != 0, severity == SEVERITY_CLEARED);
		assert_string_not_equal(narrate_severity(severity), "unknown");
	}
}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failover_names_peer_silence_path_and_limit),
		cmocka_unit_test(a_failover_after_held_names_segment_and_peer),
		cmocka_unit_test(a_failback_reads_from_both_sides),
		cmocka_unit_test(a_switchover_reads_from_both_sides),
		cmocka_unit_test(a_change_without_a_reason_is_only_the_change),
		cmocka_unit_test(a_reason_about_the_peer_names_it),
		cmocka_unit_test(
			a_segment_silent_beside_a_peer_that_is_heard_names_no_silence),
		cmocka_unit_test(a_number_that_is_no_reason_is_told_as_unknown),
		cmocka_unit_test(an_answered_claim_names_the_mac),
		cmocka_unit_test(an_answer_whose_mac_is_not_known_names_none),
		cmocka_unit_test(a_reason_without_an_answer_names_no_mac),
		cmocka_unit_test(a_lost_peer_is_told_with_its_silence),
		cmocka_unit_test(a_peer_that_left_is_told_apart_from_a_silent_one),
		cmocka_unit_test(a_recovered_peer_is_told_with_role_and_silence),
		cmocka_unit_test(a_split_brain_has_a_beginning_and_an_end),
		cmocka_unit_test(a_conflict_names_the_mac_and_whose_it_is),
		cmocka_unit_test(a_third_node_is_told_with_whom_it_speaks_to),
		cmocka_unit_test(start_and_stop_name_the_node_and_its_role),
		cmocka_unit_test(a_start_names_no_address_that_is_not_known),
		cmocka_unit_test(a_refused_action_says_why),
		cmocka_unit_test(a_refused_failback_is_nobodys_action),
		cmocka_unit_test(a_peer_that_left_in_good_order_is_not_lost),
		cmocka_unit_test(below_a_second_spans_are_rounded_to_ms),
		cmocka_unit_test(from_a_second_on_spans_are_rounded_to_tenths),
		cmocka_unit_test(every_kind_has_a_sentence_of_its_own),
		cmocka_unit_test(every_reason_fits_every_kind_in_256_bytes),
		cmocka_unit_test(a_sentence_is_cut_and_terminated_where_memory_ends),
		cmocka_unit_test(an_unknown_kind_has_a_sentence_too),
		cmocka_unit_test(words_of_roles_reasons_and_kinds_are_read_back),
		cmocka_unit_test(an_unknown_number_reads_unknown),
		cmocka_unit_test(an_unknown_word_reads_zero),
		cmocka_unit_test(what_ends_an_alarm_is_cleared_and_names_its_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
