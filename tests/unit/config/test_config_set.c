#include <arpa/inet.h>

#include "model/event.h"
#include "schema/schema.h"
#include "unit/config/config_help.h"
#include "unit/values/ip_help.h"

static void assert_refused(const char *name, const char *text, const char *reason)
{
	struct config config, before;
	char message[200];

	config_defaults(&config);
	before = config;
	assert_false(config_set(&config, name, text, message, sizeof(message)));
	assert_string_equal(message, reason);
	assert_memory_equal(&config, &before, sizeof(config));
}

static void a_set_changes_one_setting_and_its_origin(void **state)
{
	struct config config;
	char message[200];

	(void)state;
	config_defaults(&config);
	assert_true(
		config_set(&config, "interval", "500 ms", message, sizeof(message)));
	assert_int_equal(config.interval_ms, 500);
	assert_int_equal(config.origin[schema_index(schema_find("interval"))],
		CONFIG_ORIGIN_SET);
	assert_int_equal(config.origin[schema_index(schema_find("count"))],
		CONFIG_ORIGIN_DEFAULT);
}

static void every_settable_setting_can_be_set(void **state)
{
	static const char *const pairs[][2] = {
		{ "redundancy", "on" },
		{ "role", "standby" },
		{ "peer", "10.0.0.2" },
		{ "port", "65535" },
		{ "interval", "60 s" },
		{ "count", "2" },
		{ "failback", "manual" },
		{ "failback_delay", "0" },
		{ "maintenance", "yes" },
		{ "fips", "10.0.0.1/24" },
		{ "mute", "linkUp" },
	};
	struct config config;
	char message[200];

	(void)state;
	config_defaults(&config);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_true(config_set(
			&config, pairs[i][0], pairs[i][1], message, sizeof(message)));
	}
	assert_true(config.redundancy);
	assert_int_equal(config.role, CONFIG_ROLE_STANDBY);
	assert_ip(config.peer, "10.0.0.2");
	assert_int_equal(config.interval_ms, 60000);
	assert_int_equal(config.failback_delay_ms, 0);
}

static void a_refused_set_says_why_and_changes_nothing(void **state)
{
	(void)state;
	assert_refused("interval", "5 ms",
		"interval: 5 ms is below 10 ms; 10 ms to 60 s is allowed");
	assert_refused("count", "0", "count: 0 is below 2; 2 to 100 is allowed");
	assert_refused(
		"port", "65536", "port: 65536 is above 65535; 1 to 65535 is allowed");
	assert_refused("peer", "224.0.0.1",
		"peer: 224.0.0.1 is a multicast address (224.0.0.0/4); "
		"the real IP of a host is needed");
	assert_refused("role", "",
		"role: '' is not one of its values; active or standby is allowed");
}

static void a_setting_of_the_file_only_is_refused(void **state)
{
	(void)state;
	assert_refused("interface", "eth1",
		"interface: cannot be changed at run time; "
		"change it in fipd.yaml and reload");
	assert_refused("key_file", "/tmp/x",
		"key_file: cannot be changed at run time; "
		"change it in fipd.yaml and reload");
}

static void the_list_of_fips_is_set_as_a_whole_with_or_without_brackets(void **state)
{
	static const char *const texts[] = { "10.0.0.1/24,fd00::1/64",
		"[10.0.0.1/24, \"fd00::1/64\"]", "  10.0.0.1/24\tfd00::1/64 " };
	struct config config;
	char message[200];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		config_defaults(&config);
		assert_true(config_set(
			&config, "fips", "10.0.0.9/24", message, sizeof(message)));
		assert_true(config_set(
			&config, "fips", texts[i], message, sizeof(message)));
		assert_int_equal(config.fip_count, 2);
		assert_ip(config.fips[0].address, "10.0.0.1");
		assert_ip(config.fips[1].address, "fd00::1");
		assert_int_equal(config.fips[1].prefix_length, 64);
	}
}

static void a_list_with_a_fault_is_refused_whole(void **state)
{
	(void)state;
	assert_refused("fips", "10.0.0.1/24, 10.0.0.300/24",
		"fips: '10.0.0.300' is not an address; write four numbers from 0 to "
		"255, as in 192.168.0.2, or IPv6, as in 2001:db8::2");
	assert_refused("fips", "10.0.0.1/24, 10.0.0.1/24",
		"fips: 10.0.0.1/24 is in the list already");
	assert_refused("fips",
		"10.0.0.1/24, 00000000000000000000000000000000000000000000000000001/24",
		"fips: '0000000000000000000000000000000000000000...' is too long");
}

/* One setting at a time is read; whether they go together is asked of the whole. */
static void the_last_fip_goes_only_while_redundancy_is_off(void **state)
{
	struct config config;
	struct diagnostics diagnostics;
	char message[200], text[128];

	(void)state;
	assert_true(parse_text(
		&config, GOOD_TEXT "redundancy: on\nrole: active\n", &diagnostics));
	assert_true(config_set(&config, "fips", "", message, sizeof(message)));
	assert_false(config_check(&config, "change", &diagnostics));
	assert_true(config_set(&config, "redundancy", "off", message, sizeof(message)));
	memset(&diagnostics, 0, sizeof(diagnostics));
	assert_true(config_check(&config, "change", &diagnostics));
	assert_true(config_write_set(&config, text, sizeof(text)) < sizeof(text));
	assert_non_null(strstr(text, "\nfips: []\n"));
}

static void kinds_of_events_are_muted_by_their_names_and_none_by_an_empty_list(
	void **state)
{
	struct config config;
	char message[200];

	(void)state;
	config_defaults(&config);
	assert_int_equal(config.muted, 0);
	assert_true(config_set(&config, "mute", "linkUp, fipRestored, started", message,
		sizeof(message)));
	assert_int_equal(config.muted, 1u << (EVENT_LINK_UP - 1)
					       | 1u << (EVENT_FIP_RESTORED - 1)
					       | 1u << (EVENT_STARTED - 1));
	assert_true(config_set(&config, "mute", "[]", message, sizeof(message)));
	assert_int_equal(config.muted, 0);
	assert_refused("mute", "linkUp, sleep",
		"mute: 'sleep' is no kind of event; fipctl events names them, as in "
		"peerLost");
}

static void an_unknown_setting_gets_the_nearest_name(void **state)
{
	(void)state;
	assert_refused("Interval", "2",
		"Interval: there is no such setting; did you mean 'interval'?");
	assert_refused("xyzzy", "2",
		"xyzzy: there is no such setting; fipd.yaml(5) lists them");
}

static void a_long_value_is_cut_in_the_message(void **state)
{
	(void)state;
	assert_refused("port",
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xc3\xa4xxxxxxxxxxxxxxxxxxxx",
		"port: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' is not a whole "
		"number; 1 to 65535 is allowed");
}

/* Overlay what was set in one configuration on the defaults. */
static void read_back(const struct config *from, struct config *to)
{
	char text[1024];
	struct diagnostics diagnostics = { 0 };
	struct config_source source = {
		.name = "settings.yaml",
		.text = text,
		.length_bytes = config_write_set(from, text, sizeof(text)),
		.origin = CONFIG_ORIGIN_SET,
	};

	assert_true(source.length_bytes < sizeof(text));
	config_defaults(to);
	assert_true(config_parse(to, &source, &diagnostics));
}

static void what_was_set_reads_back_the_same(void **state)
{
	struct config config, again;
	char message[200];

	(void)state;
	config_defaults(&config);
	assert_true(config_set(&config, "redundancy", "yes", message, sizeof(message)));
	assert_true(config_set(&config, "role", "ACTIVE", message, sizeof(message)));
	assert_true(config_set(&config, "peer", "fd00::", message, sizeof(message)));
	assert_true(config_set(&config, "port", "1", message, sizeof(message)));
	assert_true(config_set(&config, "interval", "0.01", message, sizeof(message)));
	assert_true(
		config_set(&config, "failback", "manual", message, sizeof(message)));
	assert_true(config_set(&config, "fips", "10.0.0.9/255.255.255.0,fd00::9/64",
		message, sizeof(message)));
	assert_true(config_set(
		&config, "mute", "splitBrainEnd,started", message, sizeof(message)));
	read_back(&config, &again);
	assert_memory_equal(&config, &again, sizeof(config));
}

static void only_what_was_set_is_written(void **state)
{
	struct config config;
	char message[200], text[256];

	(void)state;
	config_defaults(&config);
	assert_true(config_set(&config, "count", "7", message, sizeof(message)));
	assert_true(config_write_set(&config, text, sizeof(text)) < sizeof(text));
	assert_non_null(strstr(text, "\ncount: 7\n"));
	assert_null(strstr(text, "interval"));
}

static void a_short_buffer_gets_the_length_that_is_needed(void **state)
{
	struct config config;
	char message[200], text[256], shorter[10];
	size_t length;

	(void)state;
	config_defaults(&config);
	assert_true(config_set(&config, "count", "7", message, sizeof(message)));
	length = config_write_set(&config, text, sizeof(text));
	assert_int_equal(length, strlen(text));
	assert_int_equal(config_write_set(&config, shorter, sizeof(shorter)), length);
	assert_int_equal(strlen(shorter), sizeof(shorter) - 1);
	assert_int_equal(config_write_set(&config, NULL, 0), length);
}

static void a_file_of_set_values_cannot_hold_others(void **state)
{
	static const char text[] = "count: 7\nnode: n1\n";
	struct config config;
	struct diagnostics diagnostics = { 0 };
	struct config_source source = {
		.name = "settings.yaml",
		.text = text,
		.length_bytes = strlen(text),
		.origin = CONFIG_ORIGIN_SET,
	};

	(void)state;
	config_defaults(&config);
	assert_false(config_parse(&config, &source, &diagnostics));
	assert_string_equal(diagnostics.text[0],
		"settings.yaml:2:1: node: cannot be set at run time; "
		"it belongs in fipd.yaml");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_changes_one_setting_and_its_origin),
		cmocka_unit_test(every_settable_setting_can_be_set),
		cmocka_unit_test(a_refused_set_says_why_and_changes_nothing),
		cmocka_unit_test(a_setting_of_the_file_only_is_refused),
		cmocka_unit_test(
			the_list_of_fips_is_set_as_a_whole_with_or_without_brackets),
		cmocka_unit_test(a_list_with_a_fault_is_refused_whole),
		cmocka_unit_test(the_last_fip_goes_only_while_redundancy_is_off),
		cmocka_unit_test(
			kinds_of_events_are_muted_by_their_names_and_none_by_an_empty_list),
		cmocka_unit_test(an_unknown_setting_gets_the_nearest_name),
		cmocka_unit_test(a_long_value_is_cut_in_the_message),
		cmocka_unit_test(what_was_set_reads_back_the_same),
		cmocka_unit_test(only_what_was_set_is_written),
		cmocka_unit_test(a_short_buffer_gets_the_length_that_is_needed),
		cmocka_unit_test(a_file_of_set_values_cannot_hold_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
