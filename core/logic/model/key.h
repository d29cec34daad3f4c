/*
 * key - a secret that both nodes of a pair share, as config reads it and wire uses it.
 *
 * Plain data.  Up to four may be loaded, for rotation: the first is sent, any is
 * accepted.
 */
#ifndef FIPD_MODEL_KEY_H
#define FIPD_MODEL_KEY_H

#include <stddef.h>
#include <stdint.h>

enum {
	KEYS_MAX = 4,
	KEY_MIN_BYTES = 16,
	KEY_MAX_BYTES = 64,
};

struct key {
	uint8_t id; /* 1 to 255 */
	uint8_t length_bytes;
	uint8_t bytes[KEY_MAX_BYTES];
};

struct keys {
	size_t count; /* 0: no authentication */
	struct key list[KEYS_MAX];
};

#endif
