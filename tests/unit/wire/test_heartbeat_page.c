/*
 * Compare docs/heartbeat.md with the code: the table of fields with the example, and
 * the example of each version with what is encoded, sealed, accepted and decoded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/cmocka_all.h"
#include "wire/heartbeat.h"
#include "wire/seal.h"

enum {
	FIELDS = 37, /* the seal is one row more */
	SEALED_BYTES = HEARTBEAT_2_BYTES - HEARTBEAT_SEAL_BYTES,
	PAGE_BYTES_MAX = 64 * 1024,
};

static const struct seal_link forth = {
	.family = 4,
	.source = { [12] = 192, 168, 0, 1 },
	.destination = { [12] = 192, 168, 0, 2 },
};

static char page[PAGE_BYTES_MAX];
static uint8_t example[HEARTBEAT_2_BYTES];
static uint8_t former[HEARTBEAT_1_BYTES]; /* the same in version 1 */

/* Read a block of bytes and return where it ends. */
static const char *read_block(const char *from, uint8_t *bytes, size_t count)
{
	const char *place = strstr(from, "```\n46 50");
	char *end = NULL;

	assert_non_null(place);
	place += strlen("```\n");
	for (size_t i = 0; i < count; i++) {
		bytes[i] = (uint8_t)strtoul(place, &end, 16);
		assert_ptr_equal(end, place + 2 + (i > 0));
		place = end;
	}
	assert_memory_equal(place, "\n```\n", strlen("\n```\n"));
	return place + strlen("\n```\n");
}

static void read_examples(void)
{
	const char *behind = read_block(page, example, sizeof(example));

	assert_string_equal(read_block(behind, former, sizeof(former)), "");
}

static int read_page(void **state)
{
	FILE *file = fopen(FIPD_SOURCE_DIR "/docs/heartbeat.md", "r");

	(void)state;
	if (file == NULL) {
		return -1;
	}
	page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
	fclose(file);
	read_examples();
	return 0;
}

static uint64_t number_at(size_t offset, size_t width)
{
	uint64_t value = 0;

	for (size_t i = 0; i < width; i++) {
		value = value << 8 | example[offset + i];
	}
	return value;
}

/* Return the value in the last column of a row, which ends with "| VALUE |". */
static uint64_t value_of(const char *row, size_t length)
{
	const char *place = row + length - strlen(" |");

	while (place > row && place[-1] != ' ') {
		place--;
	}
	return strtoull(place, NULL, 0);
}

/* Return the number of rows "| OFFSET | BYTES | ..." that follow each other and fit. */
static unsigned check_rows(void)
{
	unsigned rows = 0;
	size_t next = 0;
	size_t offset;
	size_t width;

	for (const char *row = page; (row = strchr(row, '\n')) != NULL; row++) {
		if (sscanf(row, "\n| %zu | %zu |", &offset, &width) != 2
			|| offset == SEALED_BYTES) {
			continue;
		}
		assert_int_equal(offset, next);
		assert_true(number_at(offset, width)
			    == value_of(row + 1, strcspn(row + 1, "\n")));
		next = offset + width;
		rows++;
	}
	assert_int_equal(next, SEALED_BYTES);
	return rows;
}

static struct seal *make_seal(void)
{
	struct keys keys = { .count = 1, .list = { { .id = 1, .length_bytes = 32 } } };
	struct seal *seal;

	for (uint8_t i = 0; i < 32; i++) {
		keys.list[0].bytes[i] = i;
	}
	seal = seal_new(&keys);
	assert_non_null(seal);
	return seal;
}

static void the_table_describes_the_example(void **state)
{
	(void)state;
	assert_int_equal(check_rows(), FIELDS);
}

static void the_example_is_accepted(void **state)
{
	struct seal *seal = make_seal();
	struct heartbeat heartbeat;

	(void)state;
	assert_int_equal(
		heartbeat_check_form(example, sizeof(example)), HEARTBEAT_GOOD);
	assert_true(seal_check(seal, &forth, example));
	assert_int_equal(heartbeat_decode(example, &heartbeat), HEARTBEAT_GOOD);
	seal_free(seal);
}

static void the_example_means_what_its_table_says(void **state)
{
	struct heartbeat heartbeat;

	(void)state;
	assert_int_equal(heartbeat_decode(example, &heartbeat), HEARTBEAT_GOOD);
	assert_true(heartbeat.incarnation == 0x1112131415161718);
	assert_true(heartbeat.echo == 0x2122232425262728);
	assert_int_equal(heartbeat.sequence, 4711);
	assert_int_equal(heartbeat.acknowledged, 4690);
	assert_int_equal(heartbeat.acknowledged_age_us, 1234567);
	assert_int_equal(heartbeat.epoch, 3);
	assert_int_equal(heartbeat.role, ROLE_ACTIVE);
	assert_int_equal(heartbeat.uptime_s, 9000);
	assert_int_equal(heartbeat.round, 4720);
	assert_int_equal(heartbeat.acknowledged_round, 4695);
	assert_int_equal(heartbeat.version, 2);
	assert_int_equal(heartbeat.reads, 2);
	assert_int_equal(heartbeat.link_mac[5], 1);
	assert_int_equal(heartbeat.mac_count, 3);
	assert_int_equal(heartbeat.macs[0][5], 1);
	assert_int_equal(heartbeat.macs[1][5], 0x11);
	assert_int_equal(heartbeat.macs[2][5], 0x12);
}

static void the_example_of_version_1_says_the_same_but_for_the_macs(void **state)
{
	struct seal *seal = make_seal();
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat;
	struct heartbeat old;

	(void)state;
	assert_int_equal(heartbeat_check_form(former, sizeof(former)), HEARTBEAT_GOOD);
	assert_true(seal_check(seal, &forth, former));
	assert_int_equal(heartbeat_decode(former, &old), HEARTBEAT_GOOD);
	assert_int_equal(old.reads, 2);
	heartbeat_decode(example, &heartbeat);
	heartbeat.version = 1;
	heartbeat_encode(bytes, &heartbeat, 1);
	assert_true(seal_apply(seal, &forth, bytes));
	assert_memory_equal(bytes, former, sizeof(former));
	seal_free(seal);
}

static void the_example_is_what_is_sent(void **state)
{
	struct seal *seal = make_seal();
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	struct heartbeat heartbeat;

	(void)state;
	heartbeat_decode(example, &heartbeat);
	heartbeat_encode(bytes, &heartbeat, 1);
	assert_true(seal_apply(seal, &forth, bytes));
	assert_memory_equal(bytes, example, sizeof(example));
	seal_free(seal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_describes_the_example),
		cmocka_unit_test(the_example_is_accepted),
		cmocka_unit_test(the_example_means_what_its_table_says),
		cmocka_unit_test(the_example_is_what_is_sent),
		cmocka_unit_test(
			the_example_of_version_1_says_the_same_but_for_the_macs),
	};

	return cmocka_run_group_tests(tests, read_page, NULL);
}
