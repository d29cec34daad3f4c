/*
 * octets - numbers as bytes in network byte order, and a checksum over bytes.
 *
 * The checksum finds what a crash or a bad disk left behind; it protects against no
 * attacker.  What comes from the network is sealed instead (seal.h).
 */
#ifndef FIPD_WIRE_OCTETS_H
#define FIPD_WIRE_OCTETS_H

#include <stddef.h>
#include <stdint.h>

/* Write the lower bytes of value, as many as width says (1 to 8). */
void octets_put(uint8_t *bytes, unsigned width, uint64_t value);

/* Return the number in so many bytes (1 to 8). */
uint64_t octets_get(const uint8_t *bytes, unsigned width);

/* Return the CRC-32 of IEEE 802.3 of the bytes. */
uint32_t octets_checksum(const uint8_t *bytes, size_t length_bytes);

#endif
