#include "unit/cmocka_all.h"

#include <string.h>

#include "daemon/options.h"

enum {
	WORDS_MAX = 16
};

/* Read a command line that is written as one text. */
static struct options read_line(char *line)
{
	static char *words[WORDS_MAX];
	struct options options;
	int count = 0;
	char *rest = NULL;

	for (char *word = strtok_r(line, " ", &rest); word && count < WORDS_MAX - 1;
		word = strtok_r(NULL, " ", &rest)) {
		words[count++] = word;
	}
	words[count] = NULL;
	options_read(&options, count, words);
	return options;
}

static void without_options_everything_is_where_it_is_installed(void **state)
{
	char line[] = "fipd";
	struct options options = read_line(line);

	(void)state;
	assert_int_equal(options.mode, OPTIONS_RUN);
	assert_int_equal(options.log, OPTIONS_LOG_BY_ITSELF);
	assert_string_equal(options.config, "/etc/fipd/fipd.yaml");
	assert_string_equal(options.state, "/var/lib/fipd");
	assert_string_equal(options.control, "/run/fipd/control.sock");
	assert_string_equal(options.syslog, "/dev/log");
}

static void each_path_can_be_given(void **state)
{
	char line[] = "fipd -c a --state b --control=c --syslog d --log both --debug";
	struct options options = read_line(line);

	(void)state;
	assert_int_equal(options.mode, OPTIONS_RUN);
	assert_string_equal(options.config, "a");
	assert_string_equal(options.state, "b");
	assert_string_equal(options.control, "c");
	assert_string_equal(options.syslog, "d");
	assert_int_equal(options.log, OPTIONS_LOG_BOTH);
	assert_true(options.debug);
}

static void check_takes_the_file_in_either_form(void **state)
{
	char bare[] = "fipd --check a.yaml";
	char glued[] = "fipd --check=b.yaml";
	char none[] = "fipd --check";

	(void)state;
	assert_string_equal(read_line(bare).config, "a.yaml");
	assert_string_equal(read_line(glued).config, "b.yaml");
	assert_string_equal(read_line(none).config, OPTIONS_CONFIG_PATH);
}

static void an_option_that_is_none_is_named(void **state)
{
	char unknown[] = "fipd --banana";
	char valueless[] = "fipd --state";
	char place[] = "fipd --log mars";
	char many[] = "fipd a";

	(void)state;
	assert_non_null(strstr(read_line(unknown).fault, "--banana"));
	assert_non_null(strstr(read_line(valueless).fault, "--state needs a value"));
	assert_non_null(strstr(read_line(place).fault, "mars"));
	assert_int_equal(read_line(many).mode, OPTIONS_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_options_everything_is_where_it_is_installed),
		cmocka_unit_test(each_path_can_be_given),
		cmocka_unit_test(check_takes_the_file_in_either_form),
		cmocka_unit_test(an_option_that_is_none_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
