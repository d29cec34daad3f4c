#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/config_check.h"
#include "setup/answers.h"
#include "unit/cmocka_all.h"

static void begin(struct config *config)
{
	struct fault fault;

	config_defaults(config);
	assert_true(answers_take(config, "role", "standby", &fault));
	assert_true(answers_take(config, "peer", "198.51.100.1", &fault));
	assert_true(answers_take(
		config, "fips", "198.51.100.100/24, 2001:db8::100/64", &fault));
	assert_true(answers_take(config, "interface", "lo", &fault));
}

static void assert_refused(const char *name, const char *text, const char *words)
{
	static struct config config, before;
	struct fault fault;

	begin(&config);
	before = config;
	assert_false(answers_take(&config, name, text, &fault));
	assert_non_null(strstr(fault.text, words));
	assert_memory_equal(&config, &before, sizeof(config));
}

static void what_is_answered_reads_back_as_fipd_yaml(void **state)
{
	static struct config config, again;
	static struct diagnostics faults;
	static char text[ANSWERS_YAML_BYTES];
	struct config_source source = {
		.name = "text", .text = text, .origin = CONFIG_ORIGIN_FILE
	};

	(void)state;
	begin(&config);
	answers_write_yaml(&config, text);
	assert_string_equal(text,
		"redundancy: on\nrole: standby\npeer: 198.51.100.1\ninterface: lo\n"
		"fips:\n  - 198.51.100.100/24\n  - 2001:db8::100/64\n");
	config_defaults(&again);
	source.length_bytes = strlen(text);
	assert_true(config_parse(&again, &source, &faults));
	assert_true(config_check(&again, "text", &faults));
	assert_int_equal(again.fip_count, 2);
	assert_int_equal(again.role, CONFIG_ROLE_STANDBY);
}

static void a_wrong_answer_changes_nothing_and_says_what_would_be_right(void **state)
{
	(void)state;
	assert_refused("role", "master", "active or standby is allowed");
	assert_refused("peer", "n1", "as in 192.168.0.2");
	assert_refused("peer", "127.0.0.1", "the real IP of the other node is needed");
	assert_refused("fips", "198.51.100.100", "has no prefix length");
	assert_refused("fips", "198.51.100.1/24", "is the peer's real IP");
	assert_refused("fips", "", "as in 192.168.0.100/24");
	assert_refused(
		"interface", "fipd-none", "there is no interface fipd-none here");
}

static void the_list_of_f_ips_is_replaced_and_not_made_longer(void **state)
{
	static struct config config;
	struct fault fault;
	char text[64];

	(void)state;
	begin(&config);
	assert_true(answers_take(&config, "fips", "198.51.100.7/24", &fault));
	answers_write(&config, "fips", text, sizeof(text));
	assert_string_equal(text, "198.51.100.7/24");
}

static void what_is_not_known_yet_is_no_initial_answer(void **state)
{
	static const char *const names[] = { "role", "peer", "fips" };
	static struct config config;
	char text[64];

	(void)state;
	config_defaults(&config);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		answers_write(&config, names[i], text, sizeof(text));
		assert_string_equal(text, "");
	}
}

static void what_was_found_must_fit(void **state)
{
	static struct config config;
	struct host host = { .interface = "" };
	struct fault fault;

	(void)state;
	begin(&config);
	assert_false(answers_fit(&config, &host, &fault));
	assert_non_null(strstr(fault.text,
		"no interface has an address in the network of 198.51.100.100: name "
		"one with --interface"));
	strcpy(host.interface, "fipd-none");
	assert_false(answers_fit(&config, &host, &fault));
	strcpy(host.interface, "lo");
	assert_true(answers_fit(&config, &host, &fault));
	host.address = config.fips[0].address;
	assert_false(answers_fit(&config, &host, &fault));
	assert_non_null(strstr(fault.text, "198.51.100.100 is this node's real IP"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_answered_reads_back_as_fipd_yaml),
		cmocka_unit_test(
			a_wrong_answer_changes_nothing_and_says_what_would_be_right),
		cmocka_unit_test(the_list_of_f_ips_is_replaced_and_not_made_longer),
		cmocka_unit_test(what_is_not_known_yet_is_no_initial_answer),
		cmocka_unit_test(what_was_found_must_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
