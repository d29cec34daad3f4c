#include "values/text_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/cmocka_all.h"

enum {
	LIMIT_BYTES = 8
};

/* Read so many bytes of a file that has nothing else. */
static int read_of(const char *content, char **text, size_t *length_bytes)
{
	char path[] = "/tmp/fipd-text-file-XXXXXX";
	int fd = mkstemp(path);
	int error;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
	fd = file_open(path, false);
	assert_true(fd >= 0);
	error = file_read(fd, LIMIT_BYTES, text, length_bytes);
	close(fd);
	unlink(path);
	return error;
}

/* What malloc gives has other bytes in it, which a reader of text must not meet. */
static void what_is_read_ends_with_a_zero_byte(void **state)
{
	static const char *const contents[] = { "", "one", "12345678" };

	(void)state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		char *used = malloc(LIMIT_BYTES + 1);
		char *text;
		size_t length_bytes;

		assert_non_null(used);
		memset(used, '#', LIMIT_BYTES + 1);
		free(used);
		assert_int_equal(read_of(contents[i], &text, &length_bytes), 0);
		assert_int_equal(length_bytes, strlen(contents[i]));
		assert_string_equal(text, contents[i]);
		free(text);
	}
}

static void more_than_the_limit_is_too_large(void **state)
{
	char *text;
	size_t length_bytes;

	(void)state;
	assert_int_equal(read_of("123456789", &text, &length_bytes), -EFBIG);
	assert_null(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_ends_with_a_zero_byte),
		cmocka_unit_test(more_than_the_limit_is_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
