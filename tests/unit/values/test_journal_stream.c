#include "unit/cmocka_all.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "values/journal_stream.h"

/* Return whether standard error is the stream of these numbers plus those of its own.
 */
static bool is_named(int more_device, int more_inode)
{
	struct stat about;
	char text[64];

	assert_int_equal(fstat(STDERR_FILENO, &about), 0);
	snprintf(text, sizeof(text), "%" PRIu64 ":%" PRIu64,
		(uint64_t)about.st_dev + (uint64_t)more_device,
		(uint64_t)about.st_ino + (uint64_t)more_inode);
	setenv("JOURNAL_STREAM", text, 1);
	return journal_stream_is_stderr();
}

static void the_stream_is_known_by_device_and_inode(void **state)
{
	(void)state;
	assert_true(is_named(0, 0));
	assert_false(is_named(1, 0));
	assert_false(is_named(0, 1));
}

static void without_numbers_it_is_none(void **state)
{
	(void)state;
	setenv("JOURNAL_STREAM", "", 1);
	assert_false(journal_stream_is_stderr());
	setenv("JOURNAL_STREAM", "8", 1);
	assert_false(journal_stream_is_stderr());
	unsetenv("JOURNAL_STREAM");
	assert_false(journal_stream_is_stderr());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_stream_is_known_by_device_and_inode),
		cmocka_unit_test(without_numbers_it_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
