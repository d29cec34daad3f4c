#include "words/text.h"

#include <string.h>

#include "model/types.h"
#include "unit/cmocka_all.h"

static char bytes[64];

static struct text empty(size_t size)
{
	struct text text;

	memset(bytes, 'x', sizeof(bytes));
	text_begin(&text, bytes, size);
	return text;
}

static void a_text_begins_empty(void **state)
{
	struct text text = empty(1);

	(void)state;
	assert_string_equal(bytes, "");
	text_add(&text, "no room");
	assert_string_equal(bytes, "");
	assert_int_equal(bytes[1], 'x');
}

static void words_follow_each_other_until_memory_ends(void **state)
{
	struct text text = empty(8);

	(void)state;
	text_add(&text, "ab");
	assert_string_equal(bytes, "ab");
	text_add(&text, "cdefg");
	assert_string_equal(bytes, "abcdefg");
	text_add(&text, "h");
	assert_string_equal(bytes, "abcdefg");
	assert_int_equal(text.length, 7);
	assert_int_equal(bytes[8], 'x');
}

static void assert_number(uint64_t number, const char *expected)
{
	struct text text = empty(sizeof(bytes));

	text_add_number(&text, number);
	assert_string_equal(bytes, expected);
}

static void numbers_have_no_leading_zeros_and_all_their_digits(void **state)
{
	(void)state;
	assert_number(0, "0");
	assert_number(9, "9");
	assert_number(10, "10");
	assert_number(1234567890, "1234567890");
	assert_number(UINT64_MAX, "18446744073709551615");
}

static void assert_span(int64_t span_us, const char *expected)
{
	struct text text = empty(sizeof(bytes));

	text_add_span(&text, span_us);
	assert_string_equal(bytes, expected);
}

static void below_a_second_spans_are_rounded_to_ms(void **state)
{
	(void)state;
	assert_span(0, "0 ms");
	assert_span(499, "0 ms");
	assert_span(500, "1 ms");
	assert_span(300 * MS_US, "300 ms");
	assert_span(999499, "999 ms");
}

static void from_a_second_on_spans_are_rounded_to_tenths(void **state)
{
	(void)state;
	assert_span(999500, "1.0 s");
	assert_span(1000 * MS_US, "1.0 s");
	assert_span(1049 * MS_US, "1.0 s");
	assert_span(1050 * MS_US, "1.1 s");
	assert_span(10 * SECOND_US, "10.0 s");
	assert_span(71940 * (int64_t)MS_US, "71.9 s");
}

static void the_longest_and_the_impossible_span_are_read_too(void **state)
{
	(void)state;
	assert_span(INT64_MAX, "9223372036854.8 s");
	assert_span(-1, "0 ms");
	assert_span(INT64_MIN, "0 ms");
}

static void a_mac_is_six_pairs_of_lower_case_digits(void **state)
{
	const uint8_t mac[6] = { 0x02, 0x00, 0x5e, 0x9a, 0xbc, 0xdf };
	struct text text = empty(sizeof(bytes));

	(void)state;
	text_add_mac(&text, mac);
	assert_string_equal(bytes, "02:00:5e:9a:bc:df");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_begins_empty),
		cmocka_unit_test(words_follow_each_other_until_memory_ends),
		cmocka_unit_test(numbers_have_no_leading_zeros_and_all_their_digits),
		cmocka_unit_test(below_a_second_spans_are_rounded_to_ms),
		cmocka_unit_test(from_a_second_on_spans_are_rounded_to_tenths),
		cmocka_unit_test(the_longest_and_the_impossible_span_are_read_too),
		cmocka_unit_test(a_mac_is_six_pairs_of_lower_case_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
