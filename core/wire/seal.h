/*
 * seal - HMAC-SHA256, first 128 bits, over the link's addresses and the datagram.
 *
 * The addresses are those that are configured for the link, sender first, so that a
 * datagram cannot be reflected or moved to another link.  The keys come from a file of
 * lines "id key" that config reads; any loaded key is accepted, the first is for
 * sending. Without a key (auth: none) the seal is sixteen zero bytes.  OpenSSL
 * hashes; its EVP_MAC would do RFC 2104's two lines around that as well, but takes
 * twice the time where the caches are cold, as they are at each heartbeat
 * (tests/bench/README.md).
 */
#ifndef FIPD_WIRE_SEAL_H
#define FIPD_WIRE_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/key.h"
#include "wire/heartbeat.h"

/* The addresses of one direction of a link, IPv4 as the last four of sixteen bytes. */
struct seal_link {
	uint8_t family; /* 4 or 6 */
	uint8_t source[16];
	uint8_t destination[16];
};

struct seal;

/*
 * Return a seal with these keys, the first of which is used for sending; none means no
 * authentication.  NULL if OpenSSL cannot do HMAC-SHA256.  Free it with seal_free.
 */
struct seal *seal_new(const struct keys *keys);

/* Free a seal and wipe its keys; NULL is allowed. */
void seal_free(struct seal *seal);

/* Return the id of the key used for sending, 0 without authentication. */
uint8_t seal_sending_key(const struct seal *seal);

/*
 * Write the seal of an encoded datagram on this link into its last 16 bytes, with the
 * key that the datagram names.  False if that key is not loaded or OpenSSL fails.
 */
bool seal_apply(struct seal *seal, const struct seal_link *link,
	uint8_t bytes[HEARTBEAT_BYTES_MAX]);

/* Return whether a datagram of good form bears a valid seal; constant time per key. */
bool seal_check(struct seal *seal, const struct seal_link *link, const uint8_t *bytes);

#endif
