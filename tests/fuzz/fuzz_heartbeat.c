/*
 * Whatever comes from the network: what is accepted encodes to the same bytes again,
 * but for role flags that are not known; and nothing passes the seal that was not
 * sealed.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/heartbeat.h"
#include "wire/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	AT_VERSION = 2,
	AT_ROLE_FLAGS = 57,
};

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

static void encode_again(const uint8_t *data)
{
	size_t length = heartbeat_length_bytes(data);
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	uint8_t known[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat;

	memcpy(known, data, length);
	if (known[AT_VERSION] >= 2) {
		known[AT_ROLE_FLAGS] &= ROLE_FLAGS_ALL;
	}
	if (heartbeat_decode(data, &heartbeat) == HEARTBEAT_GOOD) {
		heartbeat_encode(bytes, &heartbeat, data[HEARTBEAT_AT_KEY_ID]);
		require(memcmp(bytes, known, length - HEARTBEAT_SEAL_BYTES) == 0);
	}
}

static void seal_again(const uint8_t *data)
{
	const struct keys keys = { .count = 1, .list = { { 1, 32, { 1, 2, 3 } } } };
	const struct seal_link path = { .family = 4, .source = { 1 } };
	struct seal *seal = seal_new(&keys);
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	require(seal != NULL);
	require(!seal_check(seal, &path, data));
	memcpy(bytes, data, heartbeat_length_bytes(data));
	if (seal_apply(seal, &path, bytes)) {
		require(seal_check(seal, &path, bytes));
	}
	seal_free(seal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (heartbeat_check_form(data, size) == HEARTBEAT_GOOD) {
		encode_again(data);
		seal_again(data);
	}
	return 0;
}
