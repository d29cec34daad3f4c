#include <string.h>

#include "protocol/pac.h"
#include "protocol/words.h"
#include "unit/cmocka_all.h"

static struct pac make_pac(void)
{
	struct pac pac = {
		.enabled = true,
		.first = true,
		.split = PAC_SPLIT_HASH,
		.port = 80,
		.own = { "192.168.0.1", 8080, 1 },
		.peer = { "proxy2.example", 3128, 3 },
		.direct = { 2, { "127.0.0.0/8", "2001:db8::/32" } },
		.requests = 7,
	};

	return pac;
}

static void the_settings_read_back_as_they_were(void **state)
{
	struct pac pac;
	struct pac found;
	json_t *json;

	(void)state;
	pac = make_pac();
	found = (struct pac){ .share = true, .clients = { 1, { "10.0.0.0/8" } } };
	json = pac_to_json(&pac);
	assert_true(pac_from_json(&found, json));
	assert_false(found.share);
	assert_true(found.first);
	assert_int_equal(found.split, PAC_SPLIT_HASH);
	assert_string_equal(found.peer.host, "proxy2.example");
	assert_int_equal(found.peer.weight, 3);
	assert_int_equal(found.direct.count, 2);
	assert_string_equal(found.direct.list[1], "2001:db8::/32");
	assert_int_equal(found.clients.count, 0);
	assert_int_equal(found.requests, 7);
	json_decref(json);
}

static void an_older_daemon_has_none(void **state)
{
	struct pac found;

	(void)state;
	found = make_pac();
	assert_true(pac_from_json(&found, NULL));
	assert_int_equal(found.direct.count, 2);
}

static void assert_refused(json_t *json)
{
	struct pac found = make_pac();

	assert_false(pac_from_json(&found, json));
	assert_int_equal(found.direct.count, 2);
	json_decref(json);
}

static void a_list_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_refused(json_pack("{s:s}", "direct_networks", "10.0.0.0/8"));
	assert_refused(json_pack("{s:[i]}", "client_networks", 10));
	assert_refused(json_pack("{s:[s]}", "client_networks",
		"a text that is longer than any address with its prefix length"));
}

static void a_list_that_is_too_long_is_refused(void **state)
{
	json_t *list;

	(void)state;
	list = json_array();
	for (int i = 0; i <= PAC_NETWORKS_MAX; i++) {
		json_array_append_new(list, json_string("10.0.0.0/8"));
	}
	assert_refused(json_pack("{s:o}", "direct_networks", list));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_settings_read_back_as_they_were),
		cmocka_unit_test(an_older_daemon_has_none),
		cmocka_unit_test(a_list_that_is_none_is_refused),
		cmocka_unit_test(a_list_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
