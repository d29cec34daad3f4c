#include "words/pairing.h"

#include "unit/cmocka_all.h"

static struct event stands(enum role from, enum role to, enum role peer)
{
	return (struct event){ .from = from, .to = to, .peer = peer };
}

/* Machines go by it: what is grave has an end, and what is not has none. */
static void a_kind_is_an_alarm_if_it_is_critical_major_or_minor(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= EVENT_LAST; i++) {
		enum event_kind kind = (enum event_kind)i;
		enum severity severity = event_severity(kind);
		bool grave = severity == SEVERITY_CRITICAL || severity == SEVERITY_MAJOR
			     || severity == SEVERITY_MINOR;

		if (event_bit(kind) != 0) {
			assert_int_equal(pairing_is_alarm(kind), grave);
		}
	}
	assert_false(pairing_is_alarm((enum event_kind)0));
}

static void a_start_ends_all_but_what_the_next_life_sees_too(void **state)
{
	const struct event start = {
		.kind = EVENT_STARTED, .to = ROLE_INITIAL, .peer = ROLE_ACTIVE
	};
	struct event alarm = { .kind = EVENT_LINK_DOWN, .link = 2 };
	struct event end;

	(void)state;
	assert_true(pairing_ends_before(&start, &alarm, &end));
	assert_int_equal(end.kind, EVENT_LINK_UP);
	assert_int_equal(end.link, 2);
	assert_int_equal(end.reason, REASON_SEEN_ANEW);
	assert_int_equal(end.from, ROLE_INITIAL);
	assert_int_equal(end.to, ROLE_INITIAL);
	assert_int_equal(end.peer, ROLE_ACTIVE);
	alarm.kind = EVENT_FAILOVER;
	assert_false(pairing_ends_before(&start, &alarm, &end));
	alarm.kind = EVENT_OUT_OF_SERVICE;
	assert_false(pairing_ends_before(&start, &alarm, &end));
}

static void before_an_alarm_is_raised_again_it_ends(void **state)
{
	const struct event alarm = {
		.kind = EVENT_OUTSIDER, .from = ROLE_STANDBY, .to = ROLE_CLAIMING
	};
	const struct event other = { .kind = EVENT_LINK_DOWN, .link = 1 };
	struct event end;

	(void)state;
	assert_true(pairing_ends_before(&alarm, &alarm, &end));
	assert_int_equal(end.kind, EVENT_OUTSIDER_END);
	assert_int_equal(end.reason, REASON_TOLD_ANEW);
	/* It comes before the change of role. */
	assert_int_equal(end.from, ROLE_STANDBY);
	assert_int_equal(end.to, ROLE_STANDBY);
	assert_false(pairing_ends_before(&other, &alarm, &end));
}

static void each_contradiction_is_an_alarm_of_its_own(void **state)
{
	const struct event roles = { .kind = EVENT_CONFIG_MISMATCH,
		.reason = REASON_BOTH_PREFERRED };
	const struct event fips = { .kind = EVENT_CONFIG_MISMATCH,
		.reason = REASON_FIPS_DIFFER };
	struct event match = { .kind = EVENT_CONFIG_MATCH,
		.reason = REASON_FIPS_DIFFER };

	(void)state;
	assert_false(pairing_is_same(&roles, &fips));
	assert_true(pairing_ends(&match, &fips));
	assert_false(pairing_ends(&match, &roles));
	match.reason = REASON_NONE_PREFERRED;
	assert_true(pairing_ends(&match, &roles));
	match.reason = REASON_NONE; /* of fipd 0.1.0 */
	assert_true(pairing_ends(&match, &roles));
}

static bool is_over(const struct event *standing, bool preferred, enum event_kind kind)
{
	const struct event alarm = { .kind = kind };
	struct event end = { 0 };
	bool over = pairing_is_over(standing, preferred, &alarm, &end);

	if (over) {
		assert_int_equal(event_clears(end.kind), kind);
		assert_int_equal(end.to, standing->to);
	}
	return over;
}

static void a_failover_is_over_when_the_roles_are_as_configured(void **state)
{
	struct event away = stands(ROLE_ACTIVE, ROLE_ACTIVE, ROLE_STANDBY);
	struct event home = stands(ROLE_ACTIVE, ROLE_STANDBY, ROLE_ACTIVE);
	struct event alone = stands(ROLE_ACTIVE, ROLE_ACTIVE, ROLE_UNKNOWN);

	(void)state;
	assert_false(is_over(&away, false, EVENT_FAILOVER));
	assert_true(is_over(&home, false, EVENT_FAILOVER));
	assert_false(is_over(&alone, true, EVENT_FAILOVER));
	assert_true(is_over(&away, true, EVENT_FAILOVER));
	assert_false(is_over(&home, true, EVENT_FAILOVER));
	assert_false(is_over(&home, false, EVENT_PEER_LOST));
	home.kind = EVENT_STOPPED;
	assert_false(is_over(&home, false, EVENT_FAILOVER));
}

static bool raises(enum role from, enum role to)
{
	struct event standing = stands(from, to, ROLE_UNKNOWN);
	struct event alarm;

	return pairing_raises(&standing, &alarm);
}

static void a_node_that_cannot_serve_or_no_longer_does_is_an_alarm(void **state)
{
	struct event standing = stands(ROLE_STANDBY, ROLE_FAULT, ROLE_ACTIVE);
	struct event alarm;

	(void)state;
	assert_true(raises(ROLE_ACTIVE, ROLE_CLAIMING));
	assert_true(raises(ROLE_ACTIVE, ROLE_INITIAL));
	assert_true(raises(ROLE_CLAIMING, ROLE_HELD));
	assert_false(raises(ROLE_INITIAL, ROLE_ACTIVE));
	assert_false(raises(ROLE_ACTIVE, ROLE_STANDBY));
	assert_false(raises(ROLE_STANDBY, ROLE_DISABLED));
	standing.reason = REASON_INTERFACE_DOWN;
	assert_true(pairing_raises(&standing, &alarm));
	assert_int_equal(alarm.kind, EVENT_OUT_OF_SERVICE);
	assert_int_equal(alarm.from, ROLE_FAULT);
	assert_int_equal(alarm.to, ROLE_FAULT);
	assert_int_equal(alarm.reason, REASON_INTERFACE_DOWN);
}

static void a_node_is_in_service_again_when_it_is_active_or_stands_by(void **state)
{
	struct event held = stands(ROLE_FAULT, ROLE_HELD, ROLE_UNKNOWN);
	struct event initial = stands(ROLE_UNKNOWN, ROLE_INITIAL, ROLE_UNKNOWN);
	struct event standby = stands(ROLE_FAULT, ROLE_STANDBY, ROLE_ACTIVE);

	(void)state;
	assert_false(is_over(&held, true, EVENT_OUT_OF_SERVICE));
	assert_false(is_over(&initial, true, EVENT_OUT_OF_SERVICE));
	assert_true(is_over(&standby, true, EVENT_OUT_OF_SERVICE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kind_is_an_alarm_if_it_is_critical_major_or_minor),
		cmocka_unit_test(a_start_ends_all_but_what_the_next_life_sees_too),
		cmocka_unit_test(before_an_alarm_is_raised_again_it_ends),
		cmocka_unit_test(each_contradiction_is_an_alarm_of_its_own),
		cmocka_unit_test(a_failover_is_over_when_the_roles_are_as_configured),
		cmocka_unit_test(
			a_node_that_cannot_serve_or_no_longer_does_is_an_alarm),
		cmocka_unit_test(
			a_node_is_in_service_again_when_it_is_active_or_stands_by),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
