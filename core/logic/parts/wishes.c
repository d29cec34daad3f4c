#include "parts/wishes.h"

void wishes_pin(struct wishes *wishes, bool pinned)
{
	wishes->pinned = pinned;
}

void wishes_force(struct wishes *wishes, bool forcing)
{
	wishes->forcing = forcing;
}

void wishes_force_out(struct wishes *wishes, bool forced_out)
{
	wishes->forced_out = forced_out;
}

void wishes_retire(struct wishes *wishes, int64_t until_us)
{
	wishes->retiring = true;
	wishes->retired_us = until_us;
}

void wishes_stop(struct wishes *wishes, bool departing)
{
	wishes->retiring = false;
	wishes->departing = departing;
	wishes->stopping = !departing;
}
