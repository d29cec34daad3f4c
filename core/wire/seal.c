#include "wire/seal.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINK_BYTES = 1 + 16 + 16,
	COVERED_BYTES_MAX = LINK_BYTES + HEARTBEAT_BYTES_MAX - HEARTBEAT_SEAL_BYTES,
	DIGEST_BYTES = 32,
};

/* OpenSSL keeps the key itself, inside the context, and wipes it when that is freed. */
struct sealer {
	EVP_MAC_CTX *context;
	uint8_t key_id;
};

struct seal {
	size_t count;
	struct sealer list[KEYS_MAX];
};

static EVP_MAC_CTX *new_context(EVP_MAC *hmac, const struct key *key)
{
	char digest[] = "SHA256";
	const OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC_CTX *context = EVP_MAC_CTX_new(hmac);

	if (context != NULL
		&& EVP_MAC_init(context, key->bytes, key->length_bytes, parameters)
			   != 1) {
		EVP_MAC_CTX_free(context);
		return NULL;
	}
	return context;
}

static bool load_keys(struct seal *seal, EVP_MAC *hmac, const struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		struct sealer *sealer = &seal->list[i];

		sealer->key_id = keys->list[i].id;
		sealer->context = new_context(hmac, &keys->list[i]);
		if (sealer->context == NULL) {
			return false;
		}
		seal->count++;
	}
	return true;
}

struct seal *seal_new(const struct keys *keys)
{
	struct seal *seal = calloc(1, sizeof(*seal));
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	assert(keys->count <= KEYS_MAX);
	if (seal == NULL || hmac == NULL || !load_keys(seal, hmac, keys)) {
		seal_free(seal);
		seal = NULL;
	}
	/* Each context holds a reference of its own. */
	EVP_MAC_free(hmac);
	return seal;
}

void seal_free(struct seal *seal)
{
	if (seal == NULL) {
		return;
	}
	for (size_t i = 0; i < seal->count; i++) {
		EVP_MAC_CTX_free(seal->list[i].context);
	}
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

static bool compute(const struct sealer *sealer, const struct seal_link *link,
	const uint8_t *bytes, uint8_t digest[DIGEST_BYTES])
{
	uint8_t covered[COVERED_BYTES_MAX];
	size_t sealed_bytes = count_sealed(bytes);
	size_t length_bytes = 0;

	covered[0] = link->family;
	memcpy(covered + 1, link->source, sizeof(link->source));
	memcpy(covered + 17, link->destination, sizeof(link->destination));
	memcpy(covered + LINK_BYTES, bytes, sealed_bytes);
	/* No key means the one that the context has: it starts anew with it. */
	return EVP_MAC_init(sealer->context, NULL, 0, NULL) == 1
	       && EVP_MAC_update(sealer->context, covered, LINK_BYTES + sealed_bytes)
			  == 1
	       && EVP_MAC_final(sealer->context, digest, &length_bytes, DIGEST_BYTES)
			  == 1
	       && length_bytes == DIGEST_BYTES;
}

bool seal_apply(struct seal *seal, const struct seal_link *link,
	uint8_t bytes[HEARTBEAT_BYTES_MAX])
{
	uint8_t digest[DIGEST_BYTES] = { 0 };
	uint8_t key_id = bytes[HEARTBEAT_AT_KEY_ID];
	const struct sealer *sealer = find_sealer(seal, key_id);
	bool unauthenticated = seal->count == 0 && key_id == 0;

	if (!unauthenticated
		&& (sealer == NULL || !compute(sealer, link, bytes, digest))) {
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
