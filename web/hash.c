#include "web/hash.h"

static const uint64_t FNV_PRIME = 0x100000001b3;
static const uint64_t GOLDEN_GAMMA = 0x9e3779b97f4a7c15;

uint64_t hash_append(uint64_t hash, const void *bytes, size_t length_bytes)
{
	const uint8_t *octets = bytes;

	for (size_t i = 0; i < length_bytes; i++) {
		hash = (hash ^ octets[i]) * FNV_PRIME;
	}
	return hash;
}

uint64_t hash_draw(uint64_t seed, uint32_t index)
{
	uint64_t number = seed + index * GOLDEN_GAMMA;

	number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
	number = (number ^ number >> 27) * 0x94d049bb133111eb;
	return number ^ number >> 31;
}
