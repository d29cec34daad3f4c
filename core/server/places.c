#include "server/places.h"

enum {
	GRACE_US = 1000000 /* nobody has to go so soon after it came or asked */
};

static bool is_kept_for(uid_t uid, uid_t own)
{
	return uid == 0 || uid == own;
}

static int count_of(const struct place *list, uid_t uid)
{
	int count = 0;

	for (int i = 0; i < PLACES_MAX; i++) {
		count += list[i].taken && list[i].uid == uid;
	}
	return count;
}

static int count_others(const struct place *list, uid_t own)
{
	int count = 0;

	for (int i = 0; i < PLACES_MAX; i++) {
		count += list[i].taken && !is_kept_for(list[i].uid, own);
	}
	return count;
}

static int find_free(const struct place *list)
{
	for (int i = 0; i < PLACES_MAX; i++) {
		if (!list[i].taken) {
			return i;
		}
	}
	return -1;
}

/* Return whether the place of the first is to be given away before the other's. */
static bool goes_first(
	const struct place *list, const struct place *place, const struct place *other)
{
	int difference = count_of(list, place->uid) - count_of(list, other->uid);

	return difference != 0 ? difference > 0 : place->since_us < other->since_us;
}

int places_choose(
	const struct place list[PLACES_MAX], uid_t newcomer, uid_t own, int64_t now_us)
{
	bool kept = is_kept_for(newcomer, own);
	bool of_own = !kept && count_of(list, newcomer) >= PLACES_OF_ONE;
	bool full = !kept && count_others(list, own) >= PLACES_MAX - PLACES_KEPT;
	int chosen = of_own || full ? -1 : find_free(list);

	if (chosen >= 0) {
		return chosen;
	}
	for (int i = 0; i < PLACES_MAX; i++) {
		const struct place *place = &list[i];

		if (!place->taken || place->firm || now_us - place->since_us < GRACE_US
			|| (of_own && place->uid != newcomer)
			|| (!kept && is_kept_for(place->uid, own))) {
			continue;
		}
		if (chosen < 0 || goes_first(list, place, &list[chosen])) {
			chosen = i;
		}
	}
	return chosen;
}
