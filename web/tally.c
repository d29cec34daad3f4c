#include "web/tally.h"

static const int CODES[TALLY_CODES_MAX] = {
	200,
	304,
	400,
	403,
	404,
	405,
	414,
	500,
	503,
};

int tally_code(int place)
{
	return CODES[place];
}

void tally_count(struct tally *tally, int status)
{
	for (int i = 0; i < TALLY_CODES_MAX; i++) {
		tally->answers[i] += CODES[i] == status ? 1 : 0;
	}
}
