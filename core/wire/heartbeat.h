/*
 * heartbeat - the datagram of docs/heartbeat.md in its two versions, network byte
 * order.
 *
 * Version 2 says what version 1 does and in more bytes the MACs of its sender.
 * Encoding cannot fail.  Decoding says by kind why a datagram is not one of ours; it
 * looks at the form only.  Whether the seal holds is seal.h's question and is asked in
 * between: heartbeat_check_form, seal_check, heartbeat_decode.
 */
#ifndef FIPD_WIRE_HEARTBEAT_H
#define FIPD_WIRE_HEARTBEAT_H

#include <stddef.h>
#include <stdint.h>

#include "model/types.h"

enum {
	HEARTBEAT_1_BYTES = 96, /* of version 1 */
	HEARTBEAT_2_BYTES = 152,
	HEARTBEAT_BYTES_MAX = HEARTBEAT_2_BYTES,
	HEARTBEAT_SEAL_BYTES = 16, /* the last ones: they seal those before them */
	HEARTBEAT_MAGIC = 0x4650,
	/* Where fields lie that the seal, or a filter in the kernel, reads. */
	HEARTBEAT_AT_KEY_ID = 3,
	HEARTBEAT_AT_PAIR = 8,
	HEARTBEAT_AT_INCARNATION = 16,
	HEARTBEAT_AT_ECHO = 24,
	HEARTBEAT_AT_SEQUENCE = 32,
	HEARTBEAT_HOP_LIMIT = 255,      /* of the packet that bears it */
	HEARTBEAT_TRAFFIC_CLASS = 0xc0, /* of that packet: CS6, network control */
	HEARTBEAT_VERSION_MAX = 2,      /* the highest that is read here */
	/* The bounds of the settings in a heartbeat: nothing beyond them is ever sent.
	 */
	HEARTBEAT_INTERVAL_MIN_MS = 10,
	HEARTBEAT_INTERVAL_MAX_MS = 60000,
	HEARTBEAT_COUNT_MIN = 2,
	HEARTBEAT_COUNT_MAX = 100,
};

enum heartbeat_form {
	HEARTBEAT_GOOD,
	HEARTBEAT_WRONG_LENGTH,
	HEARTBEAT_WRONG_MAGIC,
	HEARTBEAT_WRONG_VERSION,
	HEARTBEAT_RESERVED_BITS, /* a reserved bit is set or a value has no meaning */
};

/*
 * Write a datagram of the version that heartbeat names but for its seal.
 */
void heartbeat_encode(uint8_t bytes[HEARTBEAT_BYTES_MAX],
	const struct heartbeat *heartbeat, uint8_t key_id);

/* Say whether length, magic, version and the length field are those of a heartbeat. */
enum heartbeat_form heartbeat_check_form(const uint8_t *bytes, size_t length_bytes);

/* Return the length of a datagram of good form, with the seal. */
size_t heartbeat_length_bytes(const uint8_t *bytes);

/*
 * Fill in heartbeat from a datagram of good form.  HEARTBEAT_RESERVED_BITS if a field
 * has no meaning: then heartbeat must not be used.
 */
enum heartbeat_form heartbeat_decode(const uint8_t *bytes, struct heartbeat *heartbeat);

#endif
