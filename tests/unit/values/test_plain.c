#include "unit/cmocka_all.h"

#include <string.h>

#include "values/fault.h"
#include "values/plain.h"

/* Assert that text becomes plain, with a mark in the place of each byte that acts. */
static void assert_made(const char *text, const char *plain)
{
	char made[128];

	strcpy(made, text);
	plain_make(made, strlen(made), '?');
	assert_string_equal(made, plain);
	assert_true(plain_is(made));
	assert_int_equal(plain_is(text), strcmp(text, plain) == 0);
}

static void letters_of_every_script_stay(void **state)
{
	(void)state;
	assert_made("", "");
	assert_made("web-1 ~", "web-1 ~");
	assert_made("caf\u00e9 \u540d\u524d \u05e9\u05dc\u05d5\u05dd \U0001f600",
		"caf\u00e9 \u540d\u524d \u05e9\u05dc\u05d5\u05dd \U0001f600");
	assert_made("\u00a0", "\u00a0"); /* the first behind C1 */
}

static void controls_go_also_those_of_eight_bits(void **state)
{
	(void)state;
	assert_made("a\nb\x1b[31mc\x7f", "a?b?[31mc?");
	assert_made("a\xc2\x9b"
		    "31m\xc2\x80\xc2\x9f",
		"a??31m????");
}

static void what_turns_the_direction_goes(void **state)
{
	(void)state;
	assert_made("a\u202egpj.exe", "a???gpj.exe");
	assert_made("\u202a\u2066\u2069\u200e\u200f", "???????????????");
	assert_made("\u061c\u2028\u2029", "????????");
}

static void bytes_that_are_no_utf_8_go(void **state)
{
	(void)state;
	assert_made("\x9b"
		    "31m",
		"?31m");
	assert_made("\xff\xfe", "??");
	assert_made("a\xe5\x90", "a??");         /* cut within a character */
	assert_made("\xc0\x8a", "??");           /* a line break, too long by a byte */
	assert_made("\xe0\x82\x9b", "???");      /* C1, the same */
	assert_made("\xf5\x80\x80\x80", "????"); /* beyond the last character */
}

static void a_quotation_is_plain(void **state)
{
	struct quote quote;

	(void)state;
	assert_string_equal(fault_quote(&quote, "\xc2\x9b"
						"31m\n"),
		"??31m?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_of_every_script_stay),
		cmocka_unit_test(controls_go_also_those_of_eight_bits),
		cmocka_unit_test(what_turns_the_direction_goes),
		cmocka_unit_test(bytes_that_are_no_utf_8_go),
		cmocka_unit_test(a_quotation_is_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
