/*
 * keys - the key file: up to four lines "id key", readable by fipd and root alone.
 *
 * id is 1 to 255, key is 32 to 128 hexadecimal digits; # starts a comment.  The first
 * line is the key that is sent, any is accepted.  The file is root's with fipd's group
 * and mode 0640, or root's or fipd's with 0600, or a credential of systemd's.  One that
 * others can read or write is refused: a key that leaked is worse than no start.
 */
#ifndef FIPD_CONFIG_KEYS_H
#define FIPD_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/key.h"
#include "values/diagnostics.h"

/* The user and the group of the units. */
#define KEYS_USER "fipd"

enum {
	KEYS_FILE_MAX_BYTES = 64 * 1024
};

/* Read a key file; every fault goes to diagnostics, true if there was none. */
bool keys_read(struct keys *keys, const char *path, struct diagnostics *diagnostics);

/* The same from memory, without the check of owner and mode. */
bool keys_parse(struct keys *keys, const char *name, const char *text, size_t length,
	struct diagnostics *diagnostics);

#endif
