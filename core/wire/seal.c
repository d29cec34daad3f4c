#include "wire/seal.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINK_BYTES = 1 + 16 + 16,
	COVERED_BYTES_MAX = LINK_BYTES + HEARTBEAT_BYTES_MAX - HEARTBEAT_SEAL_BYTES,
	DIGEST_BYTES = 32,
	BLOCK_BYTES = 64, /* of SHA-256; no key is longer (RFC 2104, section 2) */
	INNER_PAD = 0x36,
	OUTER_PAD = 0x5c,
};

static_assert((int)KEY_MAX_BYTES <= (int)BLOCK_BYTES, "a longer key would be hashed");

/*
 * RFC 2104, section 4: what the hash function has made of the key is kept and not made
 * again for each message.  OpenSSL wipes these states when they are freed.
 */
struct sealer {
	EVP_MD_CTX *inner;
	EVP_MD_CTX *outer;
	uint8_t key_id;
};

struct seal {
	size_t count;
	struct sealer list[KEYS_MAX];
	EVP_MD_CTX *work;
};

/* Return the state behind the first block, the padded key; NULL if OpenSSL fails. */
static EVP_MD_CTX *new_state(const struct key *key, uint8_t pad)
{
	uint8_t block[BLOCK_BYTES];
	EVP_MD_CTX *state = EVP_MD_CTX_new();
	bool good;

	memset(block, pad, sizeof(block));
	for (size_t i = 0; i < key->length_bytes; i++) {
		block[i] ^= key->bytes[i];
	}
	good = state != NULL && EVP_DigestInit_ex(state, EVP_sha256(), NULL) == 1
	       && EVP_DigestUpdate(state, block, sizeof(block)) == 1;
	OPENSSL_cleanse(block, sizeof(block));
	if (!good) {
		EVP_MD_CTX_free(state);
		return NULL;
	}
	return state;
}

static bool load_keys(struct seal *seal, const struct keys *keys)
{
	seal->work = EVP_MD_CTX_new();
	for (size_t i = 0; i < keys->count; i++) {
		struct sealer *sealer = &seal->list[seal->count++];

		sealer->key_id = keys->list[i].id;
		sealer->inner = new_state(&keys->list[i], INNER_PAD);
		sealer->outer = new_state(&keys->list[i], OUTER_PAD);
		if (sealer->inner == NULL || sealer->outer == NULL) {
			return false;
		}
	}
	return seal->work != NULL;
}

struct seal *seal_new(const struct keys *keys)
{
	struct seal *seal = calloc(1, sizeof(*seal));

	assert(keys->count <= KEYS_MAX);
	if (seal != NULL && !load_keys(seal, keys)) {
		seal_free(seal);
		seal = NULL;
	}
	return seal;
}

void seal_free(struct seal *seal)
{
	if (seal == NULL) {
		return;
	}
	for (size_t i = 0; i < seal->count; i++) {
		EVP_MD_CTX_free(seal->list[i].inner);
		EVP_MD_CTX_free(seal->list[i].outer);
	}
	EVP_MD_CTX_free(seal->work);
	free(seal);
}

uint8_t seal_sending_key(const struct seal *seal)
{
	return seal->count == 0 ? 0 : seal->list[0].key_id;
}

static const struct sealer *find_sealer(const struct seal *seal, uint8_t key_id)
{
	for (size_t i = 0; i < seal->count; i++) {
		if (seal->list[i].key_id == key_id) {
			return &seal->list[i];
		}
	}
	return NULL;
}

static size_t count_sealed(const uint8_t *bytes)
{
	return heartbeat_length_bytes(bytes) - HEARTBEAT_SEAL_BYTES;
}

/* Go on from a kept state with some bytes; false if OpenSSL fails. */
static bool hash_on(EVP_MD_CTX *work, const EVP_MD_CTX *state, const uint8_t *bytes,
	size_t length_bytes, uint8_t digest[DIGEST_BYTES])
{
	return EVP_MD_CTX_copy_ex(work, state) == 1
	       && EVP_DigestUpdate(work, bytes, length_bytes) == 1
	       && EVP_DigestFinal_ex(work, digest, NULL) == 1;
}

static bool compute(const struct seal *seal, const struct sealer *sealer,
	const struct seal_link *link, const uint8_t *bytes,
	uint8_t digest[DIGEST_BYTES])
{
	uint8_t covered[COVERED_BYTES_MAX];
	size_t sealed_bytes = count_sealed(bytes);

	covered[0] = link->family;
	memcpy(covered + 1, link->source, sizeof(link->source));
	memcpy(covered + 17, link->destination, sizeof(link->destination));
	memcpy(covered + LINK_BYTES, bytes, sealed_bytes);
	return hash_on(seal->work, sealer->inner, covered, LINK_BYTES + sealed_bytes,
		       digest)
	       && hash_on(seal->work, sealer->outer, digest, DIGEST_BYTES, digest);
}

bool seal_apply(struct seal *seal, const struct seal_link *link,
	uint8_t bytes[HEARTBEAT_BYTES_MAX])
{
	uint8_t digest[DIGEST_BYTES] = { 0 };
	uint8_t key_id = bytes[HEARTBEAT_AT_KEY_ID];
	const struct sealer *sealer = find_sealer(seal, key_id);
	bool unauthenticated = seal->count == 0 && key_id == 0;

	if (!unauthenticated
		&& (sealer == NULL || !compute(seal, sealer, link, bytes, digest))) {
		return false;
	}
	memcpy(bytes + count_sealed(bytes), digest, HEARTBEAT_SEAL_BYTES);
	return true;
}

bool seal_check(struct seal *seal, const struct seal_link *link, const uint8_t *bytes)
{
	uint8_t sealed[HEARTBEAT_BYTES_MAX];
	size_t sealed_bytes = count_sealed(bytes);

	memcpy(sealed, bytes, sealed_bytes);
	return seal_apply(seal, link, sealed)
	       && CRYPTO_memcmp(bytes + sealed_bytes, sealed + sealed_bytes,
			  HEARTBEAT_SEAL_BYTES)
			  == 0;
}
