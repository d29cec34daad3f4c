#include "parts/wishes.h"

void wishes_pin(struct wishes *wishes, bool pinned)
{
	wishes->pinned = pinned;
}

void wishes_force(struct wishes *wishes, bool vouched)
{
	wishes->forcing = true;
	wishes->vouched = vouched;
}

bool wishes_end_force(struct wishes *wishes)
{
	bool forcing = wishes->forcing;

	wishes->forcing = false;
	wishes->vouched = false;
	return forcing;
}

void wishes_force_out(struct wishes *wishes, bool forced_out)
{
	wishes->forced_out = forced_out;
}

void wishes_stop(struct wishes *wishes, enum stop stop, int64_t until_us)
{
	wishes->retiring = stop == STOP_RETIRING;
	wishes->retired_us = until_us;
	wishes->departing = stop == STOP_FOR_RESTART;
	wishes->stopping = stop == STOP_NOW;
}
