#include "unit/cmocka_all.h"

#include <string.h>

#include "server/places.h"

enum {
	OWN = 900, /* fipd's user */
	WEB = 901,
	AGENT = 902,
	MANY = 1000, /* this user and those behind it have nothing to do here */
	NOW_US = 100000000,
	SECOND_US = 1000000,
};

/* Take so many free places for a user, the last of them idle for idle_us. */
static void take(struct place list[PLACES_MAX], uid_t uid, int count, int64_t idle_us)
{
	for (int i = 0; i < PLACES_MAX && count > 0; i++) {
		if (!list[i].taken) {
			count--;
			list[i] = (struct place){
				.taken = true,
				.uid = uid,
				.since_us = NOW_US - idle_us - count * SECOND_US,
			};
		}
	}
}

static int choose(const struct place list[PLACES_MAX], uid_t newcomer)
{
	return places_choose(list, newcomer, OWN, NOW_US);
}

static void whoever_comes_first_gets_a_free_place(void **state)
{
	struct place list[PLACES_MAX] = { 0 };

	(void)state;
	assert_int_equal(choose(list, WEB), 0);
	take(list, WEB, 7, 0);
	assert_int_equal(choose(list, WEB), 7);
	assert_int_equal(choose(list, 0), 7);
}

static void one_user_makes_room_for_itself_at_eight(void **state)
{
	struct place list[PLACES_MAX] = { 0 };

	(void)state;
	take(list, AGENT, 1, 90 * SECOND_US);
	take(list, WEB, PLACES_OF_ONE, 5 * SECOND_US);
	assert_int_equal(choose(list, WEB), 1); /* its own, idle for longest */
	list[1].firm = true;
	assert_int_equal(choose(list, WEB), 2);
	assert_int_equal(choose(list, AGENT), 9);
}

static void nobody_goes_within_a_second(void **state)
{
	struct place list[PLACES_MAX] = { 0 };

	(void)state;
	take(list, WEB, PLACES_OF_ONE, 0);
	for (int i = 0; i < PLACES_OF_ONE; i++) {
		list[i].since_us = NOW_US - SECOND_US + 1;
	}
	assert_int_equal(choose(list, WEB), -1);
	list[3].since_us--;
	assert_int_equal(choose(list, WEB), 3);
}

/* Twenty-eight silent ones of several users, as many as there can be. */
static void crowd(struct place list[PLACES_MAX])
{
	memset(list, 0, PLACES_MAX * sizeof(list[0]));
	for (int user = 0; user < 4; user++) {
		take(list, MANY + (uid_t)user, 7, 2 * SECOND_US);
	}
}

static void four_places_are_kept_for_root_and_fipd(void **state)
{
	struct place list[PLACES_MAX];

	(void)state;
	crowd(list);
	assert_int_equal(choose(list, 0), 28);
	assert_int_equal(choose(list, OWN), 28);
	take(list, 0, PLACES_KEPT, 0);
	assert_int_equal(choose(list, 0), 0);
}

static void the_user_with_most_gives_way_to_others(void **state)
{
	struct place list[PLACES_MAX];

	(void)state;
	crowd(list);
	list[13].uid = MANY + 2; /* which has eight now, and its oldest is there */
	list[13].since_us = NOW_US - 50 * SECOND_US;
	assert_int_equal(choose(list, WEB), 13);
	for (int i = 0; i < PLACES_MAX; i++) {
		list[i].firm = list[i].taken;
	}
	assert_int_equal(choose(list, WEB), -1);
}

static void roots_own_clients_give_way_only_to_root(void **state)
{
	struct place list[PLACES_MAX] = { 0 };

	(void)state;
	take(list, 0, PLACES_MAX, 9 * SECOND_US);
	assert_int_equal(choose(list, WEB), -1);
	assert_int_equal(choose(list, OWN), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_comes_first_gets_a_free_place),
		cmocka_unit_test(one_user_makes_room_for_itself_at_eight),
		cmocka_unit_test(nobody_goes_within_a_second),
		cmocka_unit_test(four_places_are_kept_for_root_and_fipd),
		cmocka_unit_test(the_user_with_most_gives_way_to_others),
		cmocka_unit_test(roots_own_clients_give_way_only_to_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
