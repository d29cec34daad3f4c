#include <stdio.h>
#include <stdlib.h>

#include "unit/config/config_help.h"

static void a_typo_gets_the_nearest_name(void **state)
{
	(void)state;
	assert_one_fault("port: 7900\nintervall: 2 s\n",
		"fipd.yaml:2:1: intervall: there is no such setting; "
		"did you mean 'interval'?");
}

static void an_unknown_name_is_sent_to_the_manual(void **state)
{
	(void)state;
	assert_one_fault("colour: blue\n",
		"fipd.yaml:1:1: colour: there is no such setting; "
		"fipd.yaml(5) lists them");
}

static void a_second_value_says_where_the_first_is(void **state)
{
	(void)state;
	assert_one_fault("count: 5\nport: 7900\n  \ncount: 6\n",
		"fipd.yaml:4:1: count: is set a second time; the first is at 1:1");
}

static void a_value_out_of_range_is_told_the_range(void **state)
{
	(void)state;
	assert_one_fault("interval: 5 ms\n",
		"fipd.yaml:1:11: interval: 5 ms is below 10 ms; "
		"10 ms to 60 s is allowed");
	assert_one_fault("interval: 500\n",
		"fipd.yaml:1:11: interval: 500 s is above 60 s; "
		"10 ms to 60 s is allowed");
	assert_one_fault("port: 0\n",
		"fipd.yaml:1:7: port: 0 is below 1; 1 to 65535 is allowed");
	assert_one_fault("count: 101\n",
		"fipd.yaml:1:8: count: 101 is above 100; 2 to 100 is allowed");
}

static void a_value_of_the_wrong_kind_is_told_the_kind(void **state)
{
	(void)state;
	assert_one_fault("port: http\n",
		"fipd.yaml:1:7: port: 'http' is not a whole number; "
		"1 to 65535 is allowed");
	assert_one_fault("role: [active]\n",
		"fipd.yaml:1:7: role: is a list; one value is needed");
	assert_one_fault("count: {a: 1}\n",
		"fipd.yaml:1:8: count: is a mapping; one value is needed");
	assert_one_fault("role: master\n",
		"fipd.yaml:1:7: role: 'master' is not one of its values; "
		"active or standby is allowed");
	assert_one_fault("peer:\n", "fipd.yaml:1:6: peer: has no value");
}

static void a_list_of_fips_must_be_a_list(void **state)
{
	(void)state;
	assert_one_fault("fips: 192.168.0.100/24\n",
		"fipd.yaml:1:7: fips: is not a list; write [192.168.0.100/24], "
		"or one '- address/prefix' a line");
	assert_one_fault("fips: [192.168.0.100/255.0.255.0]\n",
		"fipd.yaml:1:8: fips: '192.168.0.100/255.0.255.0' has no good prefix "
		"length; write address/prefix, prefix 1 to 32, or address/netmask, as "
		"in 192.168.0.100/24 or 192.168.0.100/255.255.255.0");
}

static void an_fip_twice_is_refused_whatever_its_prefix(void **state)
{
	(void)state;
	assert_one_fault("fips: [10.0.0.7/24, 10.0.0.7/16]\n",
		"fipd.yaml:1:21: fips: 10.0.0.7/16 is in the list already");
}

static void one_fip_too_many_is_refused(void **state)
{
	char text[CONFIG_FIPS_MAX * 16 + 64] = "fips:\n";
	size_t used = strlen(text);
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	for (int i = 0; i < CONFIG_FIPS_MAX; i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used,
			"- 10.0.%d.%d/8\n", i / 200, i % 200 + 1);
	}
	assert_true(parse_text(&config, text, &diagnostics));
	assert_int_equal(config.fip_count, CONFIG_FIPS_MAX);
	snprintf(text + used, sizeof(text) - used, "- 10.9.9.9/8\n");
	assert_one_fault(text,
		"fipd.yaml:1002:3: fips: 10.9.9.9/8 is one too many; 1000 are allowed");
}

static void a_second_document_is_refused(void **state)
{
	(void)state;
	assert_one_fault("port: 7900\n---\nport: 7901\n",
		"fipd.yaml:2:1: a second document begins here; "
		"a file of settings is one");
}

static void a_file_that_is_no_mapping_is_refused(void **state)
{
	(void)state;
	assert_one_fault("- port\n- 7900\n",
		"fipd.yaml:1:1: settings are needed here, one 'name: value' a line");
	assert_one_fault(
		"? [a]\n: b\n", "fipd.yaml:1:3: the name of a setting is needed here");
}

static void an_alias_is_refused_so_nothing_can_expand(void **state)
{
	(void)state;
	assert_one_fault("auth: &a hmac\nrouted: *a\n",
		"fipd.yaml:2:9: routed: is an alias; write the value itself");
	assert_one_fault("fips: &f [10.0.0.1/24, *f]\n",
		"fipd.yaml:1:24: fips: is an alias; write the value itself");
}

static void bytes_that_are_no_utf8_are_found_where_they_are(void **state)
{
	(void)state;
	assert_one_fault("port: 7900\npai\xffr: a\n",
		"fipd.yaml:2:4: not YAML from here on: invalid leading UTF-8 octet");
}

static void a_nul_character_cannot_cut_a_value_short(void **state)
{
	(void)state;
	assert_one_fault(
		"pair: \"a\\0b\"\n", "fipd.yaml:1:7: pair: has a NUL character in it");
}

static void a_line_break_in_a_value_cannot_break_the_log(void **state)
{
	(void)state;
	assert_one_fault("role: \"a\\nb\\x1b\"\n",
		"fipd.yaml:1:7: role: 'a?b?' is not one of its values; "
		"active or standby is allowed");
}

static void a_tab_is_named(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_false(parse_text(&config, "fips:\n\t- 10.0.0.1/24\n", &diagnostics));
	assert_int_equal(diagnostics.count, 1);
	assert_non_null(strstr(diagnostics.text[0], "fipd.yaml:2:1: not YAML"));
	assert_non_null(strstr(diagnostics.text[0], "with spaces, not with a tab"));
}

static void every_fault_is_told_in_one_run(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_false(parse_text(&config,
		"port: 0\nrole: x\npeer: y\ncount: 1\nfoo: [\n", &diagnostics));
	assert_int_equal(diagnostics.count, 6);
	assert_non_null(strstr(diagnostics.text[0], "fipd.yaml:1:7: port:"));
	assert_non_null(strstr(diagnostics.text[3], "fipd.yaml:4:8: count:"));
	assert_non_null(strstr(diagnostics.text[4], "fipd.yaml:5:1: foo:"));
	assert_non_null(strstr(diagnostics.text[5], "fipd.yaml:6:1: not YAML"));
}

static void faults_beyond_the_limit_are_counted(void **state)
{
	char text[1024] = "";
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	for (int i = 0; i < 100; i++) {
		strcat(text, "x: 1\n");
	}
	assert_false(parse_text(&config, text, &diagnostics));
	assert_int_equal(diagnostics.count, 100);
	assert_int_equal(diagnostics_kept(&diagnostics), DIAGNOSTICS_MAX);
}

static void a_deep_nest_is_left_at_once(void **state)
{
	size_t length = 1000000;
	char *text = malloc(length + 1);
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_non_null(text);
	memset(text, '[', length);
	memcpy(text, "port: ", 6);
	text[length] = '\0';
	assert_false(parse_text(&config, text, &diagnostics));
	free(text);
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
	assert_int_equal(diagnostics.count, 2);
	assert_non_null(strstr(diagnostics.text[1], "1:23: nested too deep"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_typo_gets_the_nearest_name),
		cmocka_unit_test(an_unknown_name_is_sent_to_the_manual),
		cmocka_unit_test(a_second_value_says_where_the_first_is),
		cmocka_unit_test(a_value_out_of_range_is_told_the_range),
		cmocka_unit_test(a_value_of_the_wrong_kind_is_told_the_kind),
		cmocka_unit_test(a_list_of_fips_must_be_a_list),
		cmocka_unit_test(an_fip_twice_is_refused_whatever_its_prefix),
		cmocka_unit_test(one_fip_too_many_is_refused),
		cmocka_unit_test(a_second_document_is_refused),
		cmocka_unit_test(a_file_that_is_no_mapping_is_refused),
		cmocka_unit_test(an_alias_is_refused_so_nothing_can_expand),
		cmocka_unit_test(bytes_that_are_no_utf8_are_found_where_they_are),
		cmocka_unit_test(a_nul_character_cannot_cut_a_value_short),
		cmocka_unit_test(a_line_break_in_a_value_cannot_break_the_log),
		cmocka_unit_test(a_tab_is_named),
		cmocka_unit_test(every_fault_is_told_in_one_run),
		cmocka_unit_test(faults_beyond_the_limit_are_counted),
		cmocka_unit_test(a_deep_nest_is_left_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
