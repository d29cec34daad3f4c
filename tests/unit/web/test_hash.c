#include <string.h>

#include "unit/cmocka_all.h"
#include "web/hash.h"

static uint64_t hash_of(const char *text)
{
	return hash_append(HASH_EMPTY, text, strlen(text));
}

static void it_is_fnv_1a_as_published(void **state)
{
	(void)state;
	assert_true(hash_of("") == 0xcbf29ce484222325);
	assert_true(hash_of("a") == 0xaf63dc4c8601ec8c);
	assert_true(hash_of("foobar") == 0x85944171f73967e8);
}

static void pieces_hash_as_the_whole(void **state)
{
	(void)state;
	assert_true(hash_append(hash_of("foo"), "bar", 3) == hash_of("foobar"));
}

/* These are the numbers that Vigna's published SplitMix64 gives for the seed 1234567.
 */
static void it_draws_as_splitmix64(void **state)
{
	(void)state;
	assert_true(hash_draw(1234567, 1) == UINT64_C(6457827717110365317));
	assert_true(hash_draw(1234567, 2) == UINT64_C(3203168211198807973));
	assert_true(hash_draw(1234567, 3) == UINT64_C(9817491932198370423));
	assert_true(hash_draw(0, 1) == 0xe220a8397b1dcdaf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_fnv_1a_as_published),
		cmocka_unit_test(pieces_hash_as_the_whole),
		cmocka_unit_test(it_draws_as_splitmix64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
