#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/schema.h"
#include "unit/config/config_help.h"
#include "unit/values/ip_help.h"

static void defaults_are_those_of_the_original_system(void **state)
{
	struct config config;

	(void)state;
	config_defaults(&config);
	assert_false(config.redundancy);
	assert_int_equal(config.role, CONFIG_ROLE_NONE);
	assert_int_equal(config.port, 7900);
	assert_int_equal(config.interval_ms, 2000);
	assert_int_equal(config.count, 5);
	assert_string_equal(config.interface, "eth0");
	assert_int_equal(config.failback, CONFIG_FAILBACK_AUTOMATIC);
	assert_int_equal(config.failback_delay_ms, 20000);
	assert_string_equal(config.key_file, "/etc/fipd/key");
	assert_true(config.authenticated);
	assert_false(config.routed);
	assert_string_equal(config.pair, "fipd");
	assert_true(config.node[0] != '\0');
}

static void a_complete_file_fills_every_setting(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config,
		"node: n1\npair: web\nredundancy: on\nrole: active\npeer: 192.168.0.2\n"
		"address: 192.168.0.1\ninterface: bond0\nport: 7901\ninterval: 500 ms\n"
		"count: 3\nfips:\n  - 192.168.0.100/24\n  - 10.0.0.9/32\n"
		"failback: manual\nfailback_delay: 1.5 s\nkey_file: /tmp/key\n"
		"auth: none\nrouted: yes\n",
		&diagnostics));
	assert_string_equal(config.node, "n1");
	assert_true(config.redundancy && config.routed && !config.authenticated);
	assert_int_equal(config.role, CONFIG_ROLE_ACTIVE);
	assert_ip(config.peer, "192.168.0.2");
	assert_ip(config.address, "192.168.0.1");
	assert_int_equal(config.interval_ms, 500);
	assert_int_equal(config.failback_delay_ms, 1500);
	assert_int_equal(config.failback, CONFIG_FAILBACK_MANUAL);
	assert_int_equal(config.fip_count, 2);
	assert_ip(config.fips[1].address, "10.0.0.9");
	assert_int_equal(config.fips[1].prefix_length, 32);
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
}

static void an_empty_file_is_good_yaml_but_no_configuration(void **state)
{
	static const char *const texts[] = { "", "\n", "# nothing\n", "---\n" };
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(parse_text(&config, texts[i], &diagnostics));
		assert_false(config_check(&config, "fipd.yaml", &diagnostics));
		assert_int_equal(diagnostics.count, 1);
	}
}

static void a_byte_order_mark_is_passed_over(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config, "\xef\xbb\xbfport: 7901\n", &diagnostics));
	assert_int_equal(config.port, 7901);
}

static void the_origin_of_each_value_is_known(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config, GOOD_TEXT, &diagnostics));
	assert_int_equal(
		config.origin[schema_index(schema_find("peer"))], CONFIG_ORIGIN_FILE);
	assert_int_equal(config.origin[schema_index(schema_find("port"))],
		CONFIG_ORIGIN_DEFAULT);
}

static void words_are_read_in_any_case(void **state)
{
	static const char *const on[] = { "on", "On", "ON", "yes", "YES", "true",
		"True" };
	static const char *const off[] = { "off", "OFF", "no", "No", "false", "FALSE" };
	struct config config;
	struct diagnostics diagnostics;
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++) {
		snprintf(text, sizeof(text), "redundancy: %s\n", on[i]);
		assert_true(parse_text(&config, text, &diagnostics));
		assert_true(config.redundancy);
	}
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++) {
		snprintf(text, sizeof(text), "redundancy: '%s'\n", off[i]);
		assert_true(parse_text(&config, text, &diagnostics));
		assert_false(config.redundancy);
	}
}

/* Write text to a new file of /tmp, whose name goes into path. */
static void write_file(char path[32], const char *text, size_t length)
{
	int fd;

	strcpy(path, "/tmp/fipd-config-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), (ssize_t)length);
	close(fd);
}

static void a_file_is_read_from_disk(void **state)
{
	struct config config;
	struct diagnostics diagnostics = { 0 };
	char path[32];

	(void)state;
	write_file(path, GOOD_TEXT, strlen(GOOD_TEXT));
	config_defaults(&config);
	assert_true(config_read(
		&config, &(struct config_source){ .name = path }, &diagnostics));
	unlink(path);
	assert_int_equal(config.fip_count, 1);
	assert_true(config_check(&config, path, &diagnostics));
}

static void a_missing_file_is_said_in_words_and_nothing_else_is(void **state)
{
	struct config config;
	struct diagnostics diagnostics = { 0 };

	(void)state;
	config_defaults(&config);
	assert_false(config_read(&config,
		&(struct config_source){ .name = "/nowhere/f" }, &diagnostics));
	config_check(&config, "/nowhere/f", &diagnostics);
	assert_int_equal(diagnostics.count, 1);
	assert_string_equal(diagnostics.text[0],
		"/nowhere/f: cannot be read: No such file or directory");
}

static void a_file_above_one_mebibyte_is_refused(void **state)
{
	size_t length = 1024 * 1024 + 1;
	char *text = malloc(length);
	struct config config;
	struct diagnostics diagnostics = { 0 };
	char path[32];

	(void)state;
	assert_non_null(text);
	memset(text, '#', length);
	write_file(path, text, length);
	free(text);
	assert_false(config_read(
		&config, &(struct config_source){ .name = path }, &diagnostics));
	unlink(path);
	assert_non_null(strstr(diagnostics.text[0], ": is larger than 1 MiB"));
}

static void a_pipe_without_a_writer_is_refused_at_once(void **state)
{
	struct config config;
	struct diagnostics diagnostics = { 0 };
	char path[32];

	(void)state;
	write_file(path, "", 0);
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(config_read(
		&config, &(struct config_source){ .name = path }, &diagnostics));
	unlink(path);
	assert_non_null(strstr(diagnostics.text[0], "not a regular file"));
}

static void the_example_file_is_a_good_configuration(void **state)
{
	struct config config;
	struct diagnostics diagnostics = { 0 };
	const char *path = FIPD_SOURCE_DIR "/conf/fipd.yaml";

	(void)state;
	config_defaults(&config);
	assert_true(config_read(
		&config, &(struct config_source){ .name = path }, &diagnostics));
	assert_true(config_check(&config, path, &diagnostics));
	assert_true(config.redundancy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_original_system),
		cmocka_unit_test(a_complete_file_fills_every_setting),
		cmocka_unit_test(an_empty_file_is_good_yaml_but_no_configuration),
		cmocka_unit_test(a_byte_order_mark_is_passed_over),
		cmocka_unit_test(the_origin_of_each_value_is_known),
		cmocka_unit_test(words_are_read_in_any_case),
		cmocka_unit_test(a_file_is_read_from_disk),
		cmocka_unit_test(a_missing_file_is_said_in_words_and_nothing_else_is),
		cmocka_unit_test(a_file_above_one_mebibyte_is_refused),
		cmocka_unit_test(a_pipe_without_a_writer_is_refused_at_once),
		cmocka_unit_test(the_example_file_is_a_good_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
