#include "explore/chance.h"

uint64_t chance_next(struct chance *chance)
{
	uint64_t mixed = chance->state += 0x9e3779b97f4a7c15u;

	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
	return mixed ^ (mixed >> 31);
}

int64_t chance_between(struct chance *chance, int64_t low, int64_t high)
{
	uint64_t width = (uint64_t)(high - low) + 1;

	return high <= low ? low : low + (int64_t)(chance_next(chance) % width);
}

bool chance_of(struct chance *chance, unsigned percent)
{
	return chance_next(chance) % 100 < percent;
}
