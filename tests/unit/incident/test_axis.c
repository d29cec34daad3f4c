#include "incident/axis.h"

#include <stdlib.h>

#include "model/types.h"
#include "unit/cmocka_all.h"

enum {
	OWN_LIFE = 7,
	PEER_LIFE = 9,
	BEATS = 20,
	H_US = 100000,
	WAY_US = 300, /* of a heartbeat from one node to the other */
};

/* The peer's clock was an hour and a half behind all the time. */
static const int64_t AHEAD_US = 5400 * (int64_t)SECOND_US;

/* What a node hears of one that hears it: each beat echoes the one before. */
static void hear(struct side_beat *beats, int64_t first_us, int64_t life, int64_t echo)
{
	for (int i = 0; i < BEATS; i++) {
		beats[i] = (struct side_beat){ .at_us = first_us + i * (int64_t)H_US,
			.link = 1,
			.sequence = i + 1,
			.life = life,
			.acknowledged = i,
			.age_us = H_US - WAY_US,
			.echo = echo };
	}
}

static void two_clocks_are_related_by_the_echoes_within_their_uncertainty(void **state)
{
	struct side_beat heard_here[BEATS];
	struct side_beat heard_there[BEATS];
	struct side own = { .beats = heard_here, .beat_count = BEATS };
	struct side peer = { .beats = heard_there, .beat_count = BEATS };
	struct axis axis;

	(void)state;
	hear(heard_here, AHEAD_US, PEER_LIFE, OWN_LIFE);
	hear(heard_there, 0, OWN_LIFE, PEER_LIFE);
	assert_true(axis_relate(&axis, &own, &peer, AHEAD_US + H_US));
	assert_true(llabs(axis.offset_us - AHEAD_US) <= axis.error_us);
	assert_true(axis.error_us <= 2 * WAY_US);
	assert_int_equal(axis.own_pairs, BEATS - 1);
}

static void echoes_of_another_life_relate_nothing(void **state)
{
	struct side_beat heard_here[BEATS];
	struct side_beat heard_there[BEATS];
	struct side own = { .beats = heard_here, .beat_count = BEATS };
	struct side peer = { .beats = heard_there, .beat_count = BEATS };
	struct axis axis;

	(void)state;
	hear(heard_here, AHEAD_US, PEER_LIFE, OWN_LIFE + 1);
	hear(heard_there, 0, OWN_LIFE, PEER_LIFE);
	assert_false(axis_relate(&axis, &own, &peer, AHEAD_US));
}

static void an_age_that_is_not_known_is_no_bound(void **state)
{
	struct side_beat heard_here[BEATS];
	struct side_beat heard_there[BEATS];
	struct side own = { .beats = heard_here, .beat_count = BEATS };
	struct side peer = { .beats = heard_there, .beat_count = BEATS };
	struct axis axis;

	(void)state;
	hear(heard_here, AHEAD_US, PEER_LIFE, OWN_LIFE);
	hear(heard_there, 0, OWN_LIFE, PEER_LIFE);
	for (int i = 0; i < BEATS; i++) {
		heard_here[i].age_us = UINT32_MAX;
	}
	assert_false(axis_relate(&axis, &own, &peer, AHEAD_US));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			two_clocks_are_related_by_the_echoes_within_their_uncertainty),
		cmocka_unit_test(echoes_of_another_life_relate_nothing),
		cmocka_unit_test(an_age_that_is_not_known_is_no_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
