#include "run/tally.h"

void tally_init(struct tally *tally)
{
	*tally = (struct tally){ TALLY_UNKNOWN, TALLY_UNKNOWN, 0 };
}

bool tally_take(
	struct tally *tally, enum tally_state result, uint32_t rise, uint32_t fall)
{
	uint32_t wanted = result == TALLY_PASSED ? rise : fall;

	if (tally->last != result) {
		tally->last = result;
		tally->count = 0;
	}
	/* It stays where it is enough, however long that lasts. */
	if (tally->count < wanted) {
		tally->count++;
	}
	if (tally->count < wanted || tally->state == result) {
		return false;
	}
	tally->state = result;
	return true;
}

const char *tally_word(enum tally_state state)
{
	static const char *const words[TALLY_STATES] = {
		[TALLY_UNKNOWN] = "unknown",
		[TALLY_PASSED] = "passed",
		[TALLY_FAILED] = "failed",
	};

	return words[state];
}
