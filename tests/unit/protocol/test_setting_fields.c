#include <string.h>

#include "protocol/status.h"
#include "schema/schema.h"
#include "unit/cmocka_all.h"

static struct config_networks make_networks(void)
{
	struct config_networks networks = { .count = 2 };

	ip_read_prefix("127.0.0.0/8", &networks.list[0].address,
		&networks.list[0].prefix_length);
	ip_read_prefix("2001:db8::/32", &networks.list[1].address,
		&networks.list[1].prefix_length);
	return networks;
}

static struct config make_config(void)
{
	return (struct config){
		.node = "n1",
		.interface = "bond0",
		.role = CONFIG_ROLE_STANDBY,
		.maintenance = true,
		.failback_delay_ms = 1500,
		.notification_spacing_ms = 60000,
		.muted = 5,
		.pac = {
			.enabled = true,
			.split = CONFIG_SPLIT_HASH,
			.port = 80,
			.own = { "192.168.0.1", 8080, 1 },
			.peer = { "proxy2.example", 3128, 3 },
			.direct = make_networks(),
		},
	};
}

static void they_read_back_as_they_were(void **state)
{
	struct config config = make_config();
	struct config found = { .resident = true,
		.pac = { .share_load = true, .clients = make_networks() } };
	json_t *json = json_object();

	(void)state;
	assert_true(setting_fields_to_json(&config, json));
	assert_true(setting_fields_from_json(&found, json));
	assert_string_equal(found.node, "n1");
	assert_string_equal(found.interface, "bond0");
	assert_int_equal(found.role, CONFIG_ROLE_STANDBY);
	assert_true(found.maintenance);
	assert_false(found.resident);
	assert_int_equal(found.failback_delay_ms, 1500);
	assert_int_equal(found.notification_spacing_ms, 60000);
	assert_int_equal(found.muted, 5);
	assert_false(found.pac.share_load);
	assert_int_equal(found.pac.split, CONFIG_SPLIT_HASH);
	assert_string_equal(found.pac.peer.host, "proxy2.example");
	assert_int_equal(found.pac.peer.weight, 3);
	assert_memory_equal(
		&found.pac.direct, &config.pac.direct, sizeof(found.pac.direct));
	assert_int_equal(found.pac.clients.count, 0);
	json_decref(json);
}

static void each_stands_where_its_row_says(void **state)
{
	struct config config = make_config();
	const struct schema_row *row;
	json_t *json = json_object();

	(void)state;
	assert_true(setting_fields_to_json(&config, json));
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		const json_t *group =
			row->key == NULL ? NULL : json_object_get(json, row->group);

		assert_true(
			row->key == NULL || json_object_get(group, row->key) != NULL);
	}
	json_decref(json);
}

/* Of an older daemon, or of a newer one with another word. */
static void one_that_is_missing_or_not_known_keeps_its_value(void **state)
{
	struct config found = make_config();
	json_t *json = json_pack("{s:{s:s}}", "pac", "split", "by the moon");

	(void)state;
	assert_true(setting_fields_from_json(&found, json));
	assert_int_equal(found.pac.split, CONFIG_SPLIT_HASH);
	assert_int_equal(found.pac.direct.count, 2);
	json_decref(json);
}

static void assert_refused(json_t *json)
{
	struct config found = make_config();

	assert_false(setting_fields_from_json(&found, json));
	assert_int_equal(found.pac.direct.count, 2);
	json_decref(json);
}

static void a_list_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_refused(json_pack("{s:{s:s}}", "pac", "direct_networks", "10.0.0.0/8"));
	assert_refused(json_pack("{s:{s:[i]}}", "pac", "client_networks", 10));
	assert_refused(json_pack("{s:{s:[s]}}", "pac", "client_networks", "10.0.0.0"));
	assert_refused(json_pack("{s:{s:[s]}}", "pac", "client_networks",
		"a text that is longer than any address with its prefix length"));
}

static void a_list_that_is_too_long_is_refused(void **state)
{
	json_t *list = json_array();

	(void)state;
	for (int i = 0; i <= CONFIG_NETWORKS_MAX; i++) {
		json_array_append_new(list, json_string("10.0.0.0/8"));
	}
	assert_refused(json_pack("{s:{s:o}}", "pac", "direct_networks", list));
}

static void a_value_of_the_wrong_type_is_refused(void **state)
{
	(void)state;
	assert_refused(json_pack("{s:{s:i}}", "settings", "redundancy", 1));
	assert_refused(json_pack("{s:{s:s}}", "settings", "port", "7900"));
	assert_refused(json_pack("{s:{s:i}}", "settings", "failback", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_read_back_as_they_were),
		cmocka_unit_test(each_stands_where_its_row_says),
		cmocka_unit_test(one_that_is_missing_or_not_known_keeps_its_value),
		cmocka_unit_test(a_list_that_is_none_is_refused),
		cmocka_unit_test(a_list_that_is_too_long_is_refused),
		cmocka_unit_test(a_value_of_the_wrong_type_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
