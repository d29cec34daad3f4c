/*
 * The rule table, read the other way round: in this role, with just these facts, that
 * is decided.  Each rule has a row in which it decides; rows in which one of its facts
 * is missing, or one that it excludes is there; and one that shows it going before the
 * next. So a change of the policy is written down twice.
 */
#include "engine/failover.h"

#include <string.h>

#include "unit/cmocka_all.h"
#include "words/narrate.h"

enum {
	OFF = FACT_COUNT, /* redundancy is on in a row unless it says so */
};

struct decision {
	unsigned char facts[RULE_FACTS_MAX + 2]; /* FACT_NONE ends */
	enum role next;
	enum reason reason;
	unsigned duties;
};

#define BECOMES(role, reason) ROLE_##role, REASON_##reason
#define STAYS                 ROLE_UNKNOWN, REASON_NONE
#define NOTHING               STAYS, DO_NOTHING

/* clang-format off */
/* table */
static const struct decision off[] = {
	{ { OFF }, NOTHING },
	{ { FACT_NONE }, BECOMES(INITIAL, STARTED), DO_NOTHING },
	{ { STALLED }, BECOMES(INITIAL, STARTED), DO_NOTHING },
};

/* table */
static const struct decision fault[] = {
	{ { STALLED, INTERFACE_DOWN }, BECOMES(INITIAL, STALLED), DO_REMOVE },
	{ { INTERFACE_DOWN }, NOTHING },
	{ { FACT_NONE }, BECOMES(STANDBY, RECOVERED), DO_NOTHING },
	{ { KERNEL_REFUSED }, NOTHING },
	{ { REMOVED_OFTEN }, NOTHING },
	{ { NO_REFERENCE }, NOTHING },
	{ { OFF }, BECOMES(DISABLED, DISABLED), DO_REMOVE | DO_LEAVE },
};

/* table */
static const struct decision initial[] = {
	{ { PEER_ACTIVE }, BECOMES(STANDBY, PEER_ACTIVE), DO_REMOVE },
	{ { FACT_NONE }, NOTHING },
	{ { MAINTENANCE, PEER_ACTIVE }, BECOMES(STANDBY, PEER_ACTIVE), DO_REMOVE },
	{ { MAINTENANCE }, BECOMES(STANDBY, MAINTENANCE), DO_NOTHING },
	{ { MAINTENANCE, HOLDING }, NOTHING },
	{ { MAINTENANCE, PEER_RELEASING }, BECOMES(STANDBY, MAINTENANCE), DO_NOTHING },
	{ { PEER_RELEASING }, BECOMES(STANDBY, PEER_SETTLING), DO_REMOVE },
	{ { HOLDING, HEARD, PEER_RELEASING }, BECOMES(STANDBY, PEER_SETTLING), DO_REMOVE },
	{ { HOLDING, HEARD }, BECOMES(ACTIVE, RESTARTED), DO_NOTHING },
	{ { HEARD }, NOTHING },
	{ { HOLDING }, NOTHING },
	{ { HOLDING, HEARD, PEER_HOLDS }, NOTHING },
	{ { HOLDING, HEARD, PEER_HOLDS, WINNING }, BECOMES(ACTIVE, RESTARTED), DO_NOTHING },
	{ { HEARD, WINNING }, NOTHING },
	{ { HOLDING, WINNING }, NOTHING },
	{ { HEARS_US, PEER_UNDECIDED, WINNING }, BECOMES(CLAIMING, PEER_PASSIVE), DO_NOTHING },
	{ { HEARS_US, WINNING }, NOTHING },
	{ { PEER_UNDECIDED, WINNING }, NOTHING },
	{ { HEARS_US, PEER_UNDECIDED, PEER_HOLDS, WINNING }, NOTHING },
	{ { HEARS_US, PEER_UNDECIDED }, NOTHING },
	{ { HEARS_US, PEER_STANDBY, PEER_UNDECIDED, WINNING }, BECOMES(CLAIMING, PEER_PASSIVE), DO_NOTHING },
	{ { PEER_STANDBY }, BECOMES(STANDBY, PEER_SETTLING), DO_REMOVE },
	{ { PEER_STANDBY, PEER_FAULT }, BECOMES(STANDBY, PEER_SETTLING), DO_REMOVE },
	{ { PEER_FAULT }, BECOMES(STANDBY, PEER_FAULT), DO_REMOVE },
	{ { WAITED, HOLDING, PEER_FAULT }, BECOMES(STANDBY, PEER_FAULT), DO_REMOVE },
	{ { WAITED, HOLDING }, BECOMES(ACTIVE, RESTARTED), DO_NOTHING },
	{ { WAITED, HOLDING, HEARD, PEER_HOLDS }, NOTHING },
	{ { WAITED }, BECOMES(CLAIMING, PEER_SILENT), DO_NOTHING },
	{ { WAITED, HEARD }, NOTHING },
	{ { GRACE, WAITED }, NOTHING },
};

/* table */
static const struct decision standby[] = {
	{ { OFF }, BECOMES(DISABLED, DISABLED), DO_REMOVE | DO_LEAVE },
	{ { STALLED }, BECOMES(INITIAL, STALLED), DO_REMOVE },
	{ { INTERFACE_DOWN }, BECOMES(FAULT, INTERFACE_DOWN), DO_REMOVE | DO_LEAVE },
	{ { KERNEL_REFUSED }, BECOMES(FAULT, KERNEL_REFUSED), DO_REMOVE | DO_LEAVE },
	{ { REMOVED_OFTEN }, BECOMES(FAULT, REMOVED_TOO_OFTEN), DO_REMOVE | DO_LEAVE },
	{ { NO_REFERENCE }, BECOMES(FAULT, NO_REFERENCE), DO_REMOVE | DO_LEAVE },
	{ { HOLDING, PEER_MAINTENANCE }, BECOMES(ACTIVE, PEER_MAINTENANCE), DO_NOTHING },
	{ { PEER_MAINTENANCE }, NOTHING },
	{ { HOLDING }, BECOMES(ACTIVE, FAILBACK), DO_NOTHING },
	{ { HOLDING, PEER_MAINTENANCE, FORCED }, BECOMES(ACTIVE, PEER_MAINTENANCE), DO_NOTHING },
	{ { HOLDING, FORCED }, BECOMES(ACTIVE, SWITCHOVER), DO_NOTHING },
	{ { FORCED }, NOTHING },
	{ { FACT_NONE }, NOTHING },
	{ { ASKED, HOLDING }, BECOMES(ACTIVE, FAILBACK), DO_NOTHING },
	{ { ASKED }, NOTHING },
	{ { ASKED, GRANTED }, NOTHING },
	{ { ASKED, PEER_LEFT }, NOTHING },
	{ { MAINTENANCE }, NOTHING },
	{ { MAINTENANCE, PEER_LEFT }, NOTHING },
	{ { MAINTENANCE, SILENT }, NOTHING },
	{ { MAINTENANCE, GRANTED }, NOTHING },
	{ { GRANTED }, STAYS, DO_HOLD },
	{ { REMOVING, GRANTED }, NOTHING },
	{ { PEER_LEFT, GRANTED }, STAYS, DO_HOLD },
	{ { PEER_LEFT }, BECOMES(CLAIMING, PEER_LEFT), DO_NOTHING },
	{ { PEER_LEFT, PEER_FAULT }, BECOMES(CLAIMING, PEER_LEFT), DO_NOTHING },
	{ { PEER_FAULT }, BECOMES(CLAIMING, PEER_FAULT), DO_NOTHING },
	{ { PEER_FAULT, PEER_HOLDS }, NOTHING },
	{ { SILENT, PEER_FAULT }, BECOMES(CLAIMING, PEER_FAULT), DO_NOTHING },
	{ { SILENT }, BECOMES(CLAIMING, PEER_SILENT), DO_NOTHING },
	{ { GRACE, SILENT }, NOTHING },
	{ { SILENT, HEARS_US, PEER_PASSIVE, WINNING }, BECOMES(CLAIMING, PEER_SILENT), DO_NOTHING },
	{ { HEARS_US, PEER_PASSIVE, WINNING }, BECOMES(CLAIMING, PEER_PASSIVE), DO_NOTHING },
	{ { HEARS_US, WINNING }, NOTHING },
	{ { PEER_PASSIVE, WINNING }, NOTHING },
	{ { HEARS_US, PEER_PASSIVE }, NOTHING },
	{ { HEARS_US, PEER_PASSIVE, WINNING, INVITED }, BECOMES(CLAIMING, PEER_PASSIVE), DO_NOTHING },
	{ { INVITED }, STAYS, DO_FOLLOW },
	{ { INVITED, REQUESTING }, NOTHING },
	{ { PREFERRED, AUTOMATIC, STABLE, PEER_ACTIVE, INVITED }, STAYS, DO_FOLLOW },
	{ { PREFERRED, AUTOMATIC, STABLE, PEER_ACTIVE }, STAYS, DO_REQUEST },
	{ { AUTOMATIC, STABLE, PEER_ACTIVE }, NOTHING },
	{ { PREFERRED, STABLE, PEER_ACTIVE }, NOTHING },
	{ { PREFERRED, AUTOMATIC, PEER_ACTIVE }, NOTHING },
	{ { PREFERRED, AUTOMATIC, STABLE }, NOTHING },
	{ { PREFERRED, AUTOMATIC, STABLE, PEER_ACTIVE, PEER_PINNED }, NOTHING },
	{ { PREFERRED, AUTOMATIC, STABLE, PEER_ACTIVE, REQUESTING }, NOTHING },
};

/* table */
static const struct decision claiming[] = {
	{ { PEER_ACTIVE }, BECOMES(STANDBY, PEER_ACTIVE), DO_REMOVE },
	{ { FACT_NONE }, NOTHING },
	{ { MAINTENANCE, PEER_ACTIVE }, BECOMES(STANDBY, PEER_ACTIVE), DO_REMOVE },
	{ { MAINTENANCE }, BECOMES(STANDBY, MAINTENANCE), DO_NOTHING },
	{ { MAINTENANCE, ASKED }, NOTHING },
	{ { MAINTENANCE, HOLDING }, BECOMES(ACTIVE, NONE), DO_NOTHING },
	{ { MAINTENANCE, HEARS_US, PEER_RIVAL }, BECOMES(STANDBY, MAINTENANCE), DO_NOTHING },
	{ { HEARS_US, PEER_RIVAL }, BECOMES(STANDBY, PEER_SETTLING), DO_REMOVE },
	{ { HEARS_US }, NOTHING },
	{ { PEER_RIVAL }, NOTHING },
	{ { HEARS_US, PEER_RIVAL, WINNING }, NOTHING },
	{ { HOLDING, HEARS_US, PEER_RIVAL }, BECOMES(STANDBY, PEER_SETTLING), DO_REMOVE },
	{ { HOLDING }, BECOMES(ACTIVE, NONE), DO_NOTHING },
	{ { ASKED, HOLDING }, BECOMES(ACTIVE, NONE), DO_NOTHING },
	{ { ASKED }, NOTHING },
	{ { ASKED, PEER_HOLDS }, NOTHING },
	{ { PEER_HOLDS }, BECOMES(STANDBY, PEER_SETTLING), DO_NOTHING },
	{ { PEER_HOLDS, ANSWERED_BY_PEER }, BECOMES(STANDBY, PEER_SETTLING), DO_NOTHING },
	{ { ANSWERED_BY_PEER }, BECOMES(HELD, ANSWERED_BY_PEER), DO_NOTHING },
	{ { ANSWERED_BY_PEER, ANSWERED_BY_OTHER }, BECOMES(HELD, ANSWERED_BY_PEER), DO_NOTHING },
	{ { ANSWERED_BY_OTHER }, BECOMES(HELD, ADDRESS_CONFLICT), DO_NOTHING },
	{ { REMOVING, ANSWERED_BY_OTHER }, BECOMES(HELD, ADDRESS_CONFLICT), DO_NOTHING },
	{ { REMOVING }, NOTHING },
	{ { REMOVING, PEER_YIELDED, FRESH }, NOTHING },
	{ { PEER_YIELDED, FRESH }, STAYS, DO_HOLD },
	{ { PEER_YIELDED }, NOTHING },
	{ { FRESH }, NOTHING },
	{ { GRACE, PEER_YIELDED, FRESH }, NOTHING },
	{ { PEER_YIELDED, FRESH, ANSWERED_LATELY }, NOTHING },
	{ { PROBE_CLEAR }, STAYS, DO_HOLD },
};

/* table */
static const struct decision held[] = {
	{ { PEER_ACTIVE }, BECOMES(STANDBY, PEER_ACTIVE), DO_NOTHING },
	{ { FACT_NONE }, NOTHING },
	{ { MAINTENANCE, PEER_ACTIVE }, BECOMES(STANDBY, PEER_ACTIVE), DO_NOTHING },
	{ { MAINTENANCE }, BECOMES(STANDBY, MAINTENANCE), DO_NOTHING },
	{ { MAINTENANCE, PEER_HOLDS }, BECOMES(STANDBY, MAINTENANCE), DO_NOTHING },
	{ { PEER_HOLDS }, BECOMES(STANDBY, PEER_SETTLING), DO_NOTHING },
	{ { HEARS_US, PEER_RIVAL }, BECOMES(STANDBY, PEER_SETTLING), DO_NOTHING },
	{ { HEARS_US }, NOTHING },
	{ { PEER_RIVAL }, NOTHING },
	{ { HEARS_US, PEER_RIVAL, WINNING }, NOTHING },
	{ { FORCING, HEARS_US, PEER_RIVAL, ANSWERED_BY_OTHER }, BECOMES(STANDBY, PEER_SETTLING), DO_NOTHING },
	{ { FORCING, ANSWERED_BY_OTHER }, BECOMES(CLAIMING, FORCED), DO_HOLD },
	{ { ANSWERED_BY_OTHER }, NOTHING },
	{ { FORCING }, NOTHING },
	{ { FORCING, PEER_YIELDED, ANSWERED_BY_PEER, ANSWERED_BY_OTHER }, BECOMES(CLAIMING, FORCED), DO_HOLD },
	{ { PEER_YIELDED, ANSWERED_BY_PEER }, BECOMES(CLAIMING, PEER_LEFT), DO_NOTHING },
	{ { ANSWERED_BY_PEER }, NOTHING },
	{ { PEER_YIELDED }, NOTHING },
	{ { PEER_YIELDED, ANSWERED_BY_PEER, SEGMENT_QUIET }, BECOMES(CLAIMING, PEER_LEFT), DO_NOTHING },
	{ { SEGMENT_QUIET }, BECOMES(CLAIMING, SEGMENT_SILENT), DO_NOTHING },
};

/* table */
static const struct decision active[] = {
	{ { OFF }, BECOMES(DISABLED, DISABLED), DO_REMOVE | DO_LEAVE },
	{ { FACT_NONE }, NOTHING },
	{ { STALLED }, BECOMES(INITIAL, STALLED), DO_REMOVE },
	{ { INTERFACE_DOWN }, BECOMES(FAULT, INTERFACE_DOWN), DO_REMOVE | DO_LEAVE },
	{ { INTERFACE_DOWN, KERNEL_REFUSED }, BECOMES(FAULT, INTERFACE_DOWN), DO_REMOVE | DO_LEAVE },
	{ { KERNEL_REFUSED }, BECOMES(FAULT, KERNEL_REFUSED), DO_REMOVE | DO_LEAVE },
	{ { KERNEL_REFUSED, REMOVED_OFTEN }, BECOMES(FAULT, KERNEL_REFUSED), DO_REMOVE | DO_LEAVE },
	{ { REMOVED_OFTEN }, BECOMES(FAULT, REMOVED_TOO_OFTEN), DO_REMOVE | DO_LEAVE },
	{ { REMOVED_OFTEN, NO_REFERENCE }, BECOMES(FAULT, REMOVED_TOO_OFTEN), DO_REMOVE | DO_LEAVE },
	{ { NO_REFERENCE }, BECOMES(FAULT, NO_REFERENCE), DO_REMOVE | DO_LEAVE },
	{ { ASKED }, NOTHING },
	{ { ASKED, EXPIRED }, NOTHING },
	{ { EXPIRED }, BECOMES(CLAIMING, LEASE_EXPIRED), DO_REMOVE },
	{ { EXPIRED, PEER_ACTIVE }, BECOMES(CLAIMING, LEASE_EXPIRED), DO_REMOVE },
	{ { PEER_ACTIVE }, BECOMES(STANDBY, DUEL), DO_REMOVE | DO_YIELD },
	{ { PEER_ACTIVE, WINNING }, NOTHING },
	{ { PEER_ACTIVE, DEAF }, BECOMES(STANDBY, DUEL), DO_REMOVE | DO_YIELD },
	{ { PEER_ACTIVE, WINNING, DEAF }, BECOMES(STANDBY, DEAF), DO_REMOVE | DO_YIELD },
	{ { MAINTENANCE, HEARS_US, PEER_ACTIVE, WINNING, DEAF, REQUESTED }, BECOMES(STANDBY, DEAF), DO_REMOVE | DO_YIELD },
	{ { DEAF }, NOTHING },
	{ { MAINTENANCE, HEARS_US, REQUESTED }, BECOMES(RELEASING, MAINTENANCE), DO_REMOVE },
	{ { MAINTENANCE, HEARS_US }, NOTHING },
	{ { HEARS_US, REQUESTED }, NOTHING },
	{ { MAINTENANCE, REQUESTED }, NOTHING },
	{ { MAINTENANCE, HEARS_US, REQUESTED, FORCED }, BECOMES(RELEASING, MAINTENANCE), DO_REMOVE },
	{ { HEARS_US, REQUESTED, FORCED }, BECOMES(RELEASING, SWITCHOVER), DO_REMOVE },
	{ { HEARS_US, FORCED }, NOTHING },
	{ { REQUESTED, FORCED }, NOTHING },
	{ { HEARS_US, PEER_PREFERRED, REQUESTED, FORCED }, BECOMES(RELEASING, SWITCHOVER), DO_REMOVE },
	{ { HEARS_US, PEER_PREFERRED, REQUESTED }, BECOMES(RELEASING, FAILBACK), DO_REMOVE },
	{ { HEARS_US, PEER_PREFERRED }, NOTHING },
	{ { PEER_PREFERRED, REQUESTED }, NOTHING },
	{ { HEARS_US, PEER_PREFERRED, REQUESTED, DAMPED }, STAYS, DO_REFUSE },
	{ { HEARS_US, REQUESTED, DAMPED }, STAYS, DO_REFUSE },
	{ { HEARS_US, DAMPED }, NOTHING },
	{ { REQUESTED, DAMPED }, NOTHING },
	{ { GONE, HEARS_US, REQUESTED, DAMPED }, STAYS, DO_REFUSE },
	{ { GONE, GRACE }, BECOMES(CLAIMING, STALLED), DO_REMOVE },
	{ { GONE, GRACE, CHALLENGED }, BECOMES(CLAIMING, STALLED), DO_REMOVE },
	{ { GRACE }, NOTHING },
	{ { GONE }, STAYS, DO_HOLD },
	{ { GONE, CHALLENGED }, STAYS, DO_HOLD },
	{ { CHALLENGED }, STAYS, DO_DEFEND },
	{ { FORCED_OUT, CHALLENGED }, STAYS, DO_DEFEND },
	{ { FORCED_OUT }, BECOMES(STANDBY, MAINTENANCE), DO_REMOVE | DO_YIELD },
	{ { FORCED_OUT, PEER_READY }, NOTHING },
	{ { MAINTENANCE, PEER_READY }, STAYS, DO_INVITE },
	{ { PEER_READY }, NOTHING },
	{ { MAINTENANCE }, NOTHING },
	{ { MAINTENANCE, PEER_READY, INVITING }, NOTHING },
	{ { MAINTENANCE, PEER_READY, PAUSING }, NOTHING },
};

/* table */
static const struct decision releasing[] = {
	{ { PEER_ACTIVE }, BECOMES(STANDBY, NONE), DO_YIELD },
	{ { FACT_NONE }, NOTHING },
	{ { PEER_ACTIVE, OVERDUE }, BECOMES(STANDBY, NONE), DO_YIELD },
	{ { OVERDUE }, BECOMES(CLAIMING, HANDOVER_TIMEOUT), DO_NOTHING },
};

/* clang-format on */

static const struct rule *decide(enum role role, const struct decision *row)
{
	bool facts[FACT_COUNT];

	memset(facts, 0, sizeof(facts));
	facts[ENABLED] = true;
	for (const unsigned char *fact = row->facts; *fact != FACT_NONE; fact++) {
		if (*fact == OFF) {
			facts[ENABLED] = false;
		} else {
			facts[*fact] = true;
		}
	}
	return failover_decide(role, facts);
}

static bool is_as_written(enum role role, const struct decision *row)
{
	static const struct rule nothing = { .next = ROLE_UNKNOWN,
		.reason = REASON_NONE };
	const struct rule *rule = decide(role, row);

	if (rule == NULL) {
		rule = &nothing;
	}
	return rule->next == row->next && rule->reason == row->reason
	       && rule->duties == row->duties;
}

static void assert_rows(enum role role, const struct decision *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_as_written(role, &rows[i])) {
			fail_msg("row %zu of role %s is decided otherwise", i + 1,
				narrate_role(role));
		}
	}
}

#define ASSERT_ROWS(role, rows)                                                        \
	assert_rows(role, rows, sizeof(rows) / sizeof((rows)[0]))

static void switched_off_a_node_does_nothing_until_it_is_switched_on(void **state)
{
	(void)state;
	ASSERT_ROWS(ROLE_DISABLED, off);
}

static void in_fault_a_node_waits_until_nothing_is_wrong(void **state)
{
	(void)state;
	ASSERT_ROWS(ROLE_FAULT, fault);
}

static void a_node_that_starts_asks_before_it_acts(void **state)
{
	(void)state;
	ASSERT_ROWS(ROLE_INITIAL, initial);
}

static void a_standby_claims_from_a_peer_that_is_lost_and_asks_one_that_is_not(
	void **state)
{
	(void)state;
	ASSERT_ROWS(ROLE_STANDBY, standby);
}

static void a_claim_is_made_only_on_silence_and_given_up_for_another(void **state)
{
	(void)state;
	ASSERT_ROWS(ROLE_CLAIMING, claiming);
}

static void what_somebody_answers_for_is_not_taken(void **state)
{
	(void)state;
	ASSERT_ROWS(ROLE_HELD, held);
}

static void an_active_gives_way_hands_over_and_defends(void **state)
{
	(void)state;
	ASSERT_ROWS(ROLE_ACTIVE, active);
}

static void who_has_released_waits_for_the_taker_but_not_for_ever(void **state)
{
	(void)state;
	ASSERT_ROWS(ROLE_RELEASING, releasing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			switched_off_a_node_does_nothing_until_it_is_switched_on),
		cmocka_unit_test(in_fault_a_node_waits_until_nothing_is_wrong),
		cmocka_unit_test(a_node_that_starts_asks_before_it_acts),
		cmocka_unit_test(
			a_standby_claims_from_a_peer_that_is_lost_and_asks_one_that_is_not),
		cmocka_unit_test(
			a_claim_is_made_only_on_silence_and_given_up_for_another),
		cmocka_unit_test(what_somebody_answers_for_is_not_taken),
		cmocka_unit_test(an_active_gives_way_hands_over_and_defends),
		cmocka_unit_test(who_has_released_waits_for_the_taker_but_not_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
