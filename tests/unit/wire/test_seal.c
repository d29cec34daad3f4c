#include "wire/seal.h"

#include <openssl/evp.h>
#include <string.h>

#include "unit/cmocka_all.h"

enum {
	SEALED_BYTES = HEARTBEAT_1_BYTES - HEARTBEAT_SEAL_BYTES
};

static const struct seal_link forth = {
	.family = 4,
	.source = { [12] = 192, 168, 0, 1 },
	.destination = { [12] = 192, 168, 0, 2 },
};

static const struct seal_link back = {
	.family = 4,
	.source = { [12] = 192, 168, 0, 2 },
	.destination = { [12] = 192, 168, 0, 1 },
};

/* 32 bytes that count up from first. */
static struct key make_key(uint8_t id, uint8_t first)
{
	struct key key = { .id = id, .length_bytes = 32 };

	for (size_t i = 0; i < key.length_bytes; i++) {
		key.bytes[i] = (uint8_t)(first + i);
	}
	return key;
}

static struct seal *make_seal(uint8_t id, uint8_t first)
{
	struct keys keys = { .count = 1, .list = { make_key(id, first) } };
	struct seal *seal = seal_new(&keys);

	assert_non_null(seal);
	return seal;
}

static struct seal *make_no_seal(void)
{
	struct keys keys = { .count = 0 };
	struct seal *seal = seal_new(&keys);

	assert_non_null(seal);
	return seal;
}

/* The datagram whose bytes test_heartbeat.c pins. */
static void encode_known(uint8_t bytes[HEARTBEAT_BYTES_MAX], uint8_t key_id)
{
	const struct heartbeat heartbeat = {
		.incarnation = 0x1112131415161718,
		.echo = 0x2122232425262728,
		.digest = 0x8182838485868788,
		.pair = 0x01020304,
		.sequence = 0x31323334,
		.acknowledged = 0x41424344,
		.acknowledged_age_us = 0x51525354,
		.interval_ms = 2000,
		.epoch = 0x61626364,
		.transaction = 0x71727374,
		.uptime_s = 0x91929394,
		.flags = FLAG_HEARS_YOU | FLAG_INVITE,
		.role_flags = 0x07,
		.role = ROLE_ACTIVE,
		.operation = OPERATION_REQUEST,
		.node = 1,
		.link = 5,
		.healthy = 1,
		.count = 5,
	};

	heartbeat_encode(bytes, &heartbeat, key_id);
}

/* Whether what one side seals on the way forth is accepted by the other. */
static bool talks(struct seal *sender, struct seal *receiver)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	encode_known(bytes, seal_sending_key(sender));
	assert_true(seal_apply(sender, &forth, bytes));
	return seal_check(receiver, &forth, bytes);
}

static void a_known_datagram_has_this_seal(void **state)
{
	/* Python: hmac.new(bytes(range(32)), b"\4" + source + destination + first 80
	 * bytes, "sha256").digest()[:16] */
	static const uint8_t expected[HEARTBEAT_SEAL_BYTES] = { 0x50, 0xc4, 0x41, 0x10,
		0x10, 0x2c, 0xf6, 0xc2, 0x16, 0x72, 0xdf, 0xce, 0x86, 0x3c, 0x16,
		0x2f };
	struct seal *seal = make_seal(7, 0);
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	(void)state;
	encode_known(bytes, 7);
	assert_true(seal_apply(seal, &forth, bytes));
	assert_memory_equal(bytes + SEALED_BYTES, expected, HEARTBEAT_SEAL_BYTES);
	seal_free(seal);
}

/* HMAC-SHA256 of the same bytes by OpenSSL's own. */
static void hash_as_openssl(const struct key *key, const struct seal_link *link,
	const uint8_t *bytes, uint8_t digest[32])
{
	uint8_t covered[1 + 16 + 16 + HEARTBEAT_BYTES_MAX];
	size_t length = 0;

	covered[0] = link->family;
	memcpy(covered + 1, link->source, 16);
	memcpy(covered + 17, link->destination, 16);
	memcpy(covered + 33, bytes, SEALED_BYTES);
	assert_non_null(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key->bytes,
		key->length_bytes, covered, 33 + SEALED_BYTES, digest, 32, &length));
	assert_int_equal(length, 32);
}

static void a_key_of_any_length_seals_as_hmac_does(void **state)
{
	(void)state;
	for (uint8_t length = KEY_MIN_BYTES; length <= KEY_MAX_BYTES; length++) {
		struct keys keys = { .count = 1, .list = { make_key(7, length) } };
		uint8_t bytes[HEARTBEAT_BYTES_MAX];
		uint8_t expected[32];
		struct seal *seal;

		keys.list[0].length_bytes = length;
		memset(keys.list[0].bytes, length, length);
		seal = seal_new(&keys);
		encode_known(bytes, 7);
		hash_as_openssl(&keys.list[0], &forth, bytes, expected);
		assert_true(seal_apply(seal, &forth, bytes));
		assert_memory_equal(
			bytes + SEALED_BYTES, expected, HEARTBEAT_SEAL_BYTES);
		seal_free(seal);
	}
}

static void sealing_again_gives_the_same_seal(void **state)
{
	struct seal *seal = make_seal(7, 0);
	uint8_t first[HEARTBEAT_BYTES_MAX];
	uint8_t second[HEARTBEAT_BYTES_MAX];

	(void)state;
	encode_known(first, 7);
	encode_known(second, 7);
	assert_true(seal_apply(seal, &forth, first));
	assert_true(seal_check(seal, &forth, first));
	assert_true(seal_apply(seal, &forth, second));
	assert_memory_equal(first, second, HEARTBEAT_1_BYTES);
	seal_free(seal);
}

static void the_same_key_talks(void **state)
{
	struct seal *one = make_seal(7, 0);
	struct seal *two = make_seal(7, 0);

	(void)state;
	assert_true(talks(one, two));
	assert_true(talks(two, one));
	seal_free(one);
	seal_free(two);
}

static void different_keys_do_not_talk(void **state)
{
	struct seal *one = make_seal(7, 0);
	struct seal *two = make_seal(7, 1);

	(void)state;
	assert_false(talks(one, two));
	assert_false(talks(two, one));
	seal_free(one);
	seal_free(two);
}

static void the_same_key_under_another_id_does_not_talk(void **state)
{
	struct seal *one = make_seal(7, 0);
	struct seal *two = make_seal(8, 0);

	(void)state;
	assert_false(talks(one, two));
	assert_false(talks(two, one));
	seal_free(one);
	seal_free(two);
}

static void a_key_on_one_side_only_does_not_talk(void **state)
{
	struct seal *with = make_seal(7, 0);
	struct seal *without = make_no_seal();

	(void)state;
	assert_false(talks(with, without));
	assert_false(talks(without, with));
	seal_free(with);
	seal_free(without);
}

static void without_keys_the_seal_is_zero_and_talks(void **state)
{
	const uint8_t nothing[HEARTBEAT_SEAL_BYTES] = { 0 };
	struct seal *seal = make_no_seal();
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	(void)state;
	assert_int_equal(seal_sending_key(seal), 0);
	assert_true(talks(seal, seal));
	encode_known(bytes, 0);
	assert_true(seal_apply(seal, &forth, bytes));
	assert_memory_equal(bytes + SEALED_BYTES, nothing, HEARTBEAT_SEAL_BYTES);
	bytes[HEARTBEAT_1_BYTES - 1] = 1;
	assert_false(seal_check(seal, &forth, bytes));
	seal_free(seal);
}

static void the_first_key_seals_and_any_is_accepted(void **state)
{
	struct keys keys = { .count = 2, .list = { make_key(2, 9), make_key(1, 0) } };
	struct seal *rotating = seal_new(&keys);
	struct seal *old = make_seal(1, 0);
	struct seal *new = make_seal(2, 9);

	(void)state;
	assert_int_equal(seal_sending_key(rotating), 2);
	assert_true(talks(old, rotating));
	assert_true(talks(new, rotating));
	assert_true(talks(rotating, new));
	assert_false(talks(rotating, old));
	seal_free(rotating);
	seal_free(old);
	seal_free(new);
}

static void a_reflected_datagram_is_refused(void **state)
{
	struct seal *seal = make_seal(7, 0);
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	(void)state;
	encode_known(bytes, 7);
	assert_true(seal_apply(seal, &forth, bytes));
	assert_false(seal_check(seal, &back, bytes));
	seal_free(seal);
}

static void a_datagram_of_another_path_is_refused(void **state)
{
	struct seal *seal = make_seal(7, 0);
	struct seal_link other_family = forth;
	struct seal_link other_source = forth;
	struct seal_link other_destination = forth;
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	(void)state;
	other_family.family = 6;
	other_source.source[15] = 3;
	other_destination.destination[15] = 3;
	encode_known(bytes, 7);
	assert_true(seal_apply(seal, &forth, bytes));
	assert_false(seal_check(seal, &other_family, bytes));
	assert_false(seal_check(seal, &other_source, bytes));
	assert_false(seal_check(seal, &other_destination, bytes));
	seal_free(seal);
}

static void assert_every_bit_is_sealed(uint8_t bytes[HEARTBEAT_BYTES_MAX])
{
	struct seal *seal = make_seal(7, 0);
	size_t length_bytes = heartbeat_length_bytes(bytes);

	assert_true(seal_apply(seal, &forth, bytes));
	for (size_t bit = 0; bit < 8 * length_bytes; bit++) {
		/* A version that does not exist is refused before the seal is. */
		if (bit / 8 == 2) {
			continue;
		}
		bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
		assert_false(seal_check(seal, &forth, bytes));
		bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	assert_true(seal_check(seal, &forth, bytes));
	seal_free(seal);
}

static void any_flipped_bit_breaks_the_seal(void **state)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	const struct heartbeat second = {
		.incarnation = 1,
		.sequence = 1,
		.version = 2,
		.reads = 2,
		.mac_count = 1,
		.macs = { { 2, 0, 0, 0, 0, 1 } },
	};

	(void)state;
	encode_known(bytes, 7);
	assert_every_bit_is_sealed(bytes);
	heartbeat_encode(bytes, &second, 7);
	assert_int_equal(heartbeat_length_bytes(bytes), HEARTBEAT_2_BYTES);
	assert_every_bit_is_sealed(bytes);
}

static void a_datagram_passed_off_as_of_the_other_version_is_refused(void **state)
{
	struct seal *seal = make_seal(7, 0);
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	(void)state;
	encode_known(bytes, 7);
	assert_true(seal_apply(seal, &forth, bytes));
	bytes[2] = 2;
	assert_false(seal_check(seal, &forth, bytes));
	seal_free(seal);
}

static void an_unknown_key_id_cannot_be_sealed(void **state)
{
	struct seal *seal = make_seal(7, 0);
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	(void)state;
	encode_known(bytes, 8);
	assert_false(seal_apply(seal, &forth, bytes));
	encode_known(bytes, 0);
	assert_false(seal_apply(seal, &forth, bytes));
	seal_free(seal);
}

static void every_byte_of_the_longest_key_counts(void **state)
{
	struct keys keys = { .count = 1, .list = { { 7, KEY_MAX_BYTES, { 0 } } } };
	struct seal *one = seal_new(&keys);
	struct seal *two;

	(void)state;
	keys.list[0].bytes[KEY_MAX_BYTES - 1] = 1;
	two = seal_new(&keys);
	assert_false(talks(one, two));
	seal_free(one);
	seal_free(two);
}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_datagram_has_this_seal),
		cmocka_unit_test(a_key_of_any_length_seals_as_hmac_does),
		cmocka_unit_test(sealing_again_gives_the_same_seal),
		cmocka_unit_test(the_same_key_talks),
		cmocka_unit_test(different_keys_do_not_talk),
		cmocka_unit_test(the_same_key_under_another_id_does_not_talk),
		cmocka_unit_test(a_key_on_one_side_only_does_not_talk),
		cmocka_unit_test(without_keys_the_seal_is_zero_and_talks),
		cmocka_unit_test(the_first_key_seals_and_any_is_accepted),
		cmocka_unit_test(a_reflected_datagram_is_refused),
		cmocka_unit_test(a_datagram_of_another_path_is_refused),
		cmocka_unit_test(any_flipped_bit_breaks_the_seal),
		cmocka_unit_test(
			a_datagram_passed_off_as_of_the_other_version_is_refused),
		cmocka_unit_test(an_unknown_key_id_cannot_be_sealed),
		cmocka_unit_test(every_byte_of_the_longest_key_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
