#include "wire/octets.h"

void octets_put(uint8_t *bytes, unsigned width, uint64_t value)
{
	for (unsigned i = width; i > 0; i--) {
		bytes[i - 1] = (uint8_t)value;
		value >>= 8;
	}
}

uint64_t octets_get(const uint8_t *bytes, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < width; i++) {
		value = value << 8 | bytes[i];
	}
	return value;
}

/* Half a byte at a time: a table of 64 bytes, and fast enough for 10 MB a second. */
uint32_t octets_checksum(const uint8_t *bytes, size_t length_bytes)
{
	/* table */
	static const uint32_t halves[16] = {
		0x00000000,
		0x1db71064,
		0x3b6e20c8,
		0x26d930ac,
		0x76dc4190,
		0x6b6b51f4,
		0x4db26158,
		0x5005713c,
		0xedb88320,
		0xf00f9344,
		0xd6d6a3e8,
		0xcb61b38c,
		0x9b64c2b0,
		0x86d3d2d4,
		0xa00ae278,
		0xbdbdf21c,
	};
	uint32_t sum = UINT32_MAX;

	for (size_t i = 0; i < length_bytes; i++) {
		sum ^= bytes[i];
		sum = sum >> 4 ^ halves[sum & 15];
		sum = sum >> 4 ^ halves[sum & 15];
	}
	return ~sum;
}
