#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/cmocka_all.h"
#include "web/asset.h"
#include "web/script.h"
#include "web/tag.h"

static void set_networks(
	struct config_networks *networks, size_t count, const char *const texts[])
{
	networks->count = count;
	for (size_t i = 0; i < count; i++) {
		assert_true(ip_read_prefix(texts[i], &networks->list[i].address,
			&networks->list[i].prefix_length));
	}
}

static struct config_pac make_pac(void)
{
	struct config_pac pac = {
		.own = { "192.168.0.1", 8080, 1 },
		.peer = { "2001:db8::2", 3128, 1 },
		.direct_plain_names = true,
	};
	static const char *const networks[] = { "127.0.0.1/8", "2001:DB8::/32" };

	set_networks(&pac.direct, 2, networks);
	return pac;
}

static void assert_begins(const struct config_pac *pac, const struct split *split,
	const char *proxies, const char *networks)
{
	struct script script;
	char tag[TAG_SIZE];
	char expected[1024];

	snprintf(expected, sizeof(expected),
		"var PROXIES = \"%s\";\nvar DIRECT_NETWORKS = [%s];\n"
		"var DIRECT_PLAIN_NAMES = %s;\n\n/*\n",
		proxies, networks, pac->direct_plain_names ? "true" : "false");
	script_write(&script, tag, pac, split);
	assert_memory_equal(script.text, expected, strlen(expected));
}

static void it_begins_with_the_proxies_in_their_order_and_the_networks(void **state)
{
	struct config_pac pac;
	struct split split;

	(void)state;
	pac = make_pac();
	split = (struct split){ 2, { &pac.peer, &pac.own } };
	assert_begins(&pac, &split, "PROXY [2001:db8::2]:3128; PROXY 192.168.0.1:8080",
		"\"127.0.0.0/8\", \"2001:db8::/32\"");
	split.count = 1;
	assert_begins(&pac, &split, "PROXY [2001:db8::2]:3128",
		"\"127.0.0.0/8\", \"2001:db8::/32\"");
}

static void the_rest_is_the_file_as_it_is(void **state)
{
	struct config_pac pac;
	struct split split;
	struct script script;
	char tag[TAG_SIZE];
	const struct asset *body;

	(void)state;
	pac = make_pac();
	split = (struct split){ 1, { &pac.own } };
	body = asset_find(&web_assets, "script.js");
	assert_non_null(body);
	script_write(&script, tag, &pac, &split);
	assert_int_equal(strlen(script.text), script.length_bytes);
	assert_string_equal(script.text + script.length_bytes - body->length_bytes,
		(const char *)body->bytes);
}

static void no_proxies_and_no_networks_are_a_script_too(void **state)
{
	struct config_pac pac;
	struct split split;

	(void)state;
	pac = (struct config_pac){ 0 };
	split = (struct split){ 0 };
	assert_begins(&pac, &split, "DIRECT", "");
}

static void the_longest_settings_fit(void **state)
{
	struct config_pac pac;
	struct split split;
	struct script script;
	char tag[TAG_SIZE];

	(void)state;
	pac = (struct config_pac){ .direct.count = CONFIG_NETWORKS_MAX };
	split = (struct split){ 2, { &pac.own, &pac.peer } };
	memset(pac.own.host, 'a', CONFIG_HOST_MAX);
	memset(pac.peer.host, 'b', CONFIG_HOST_MAX);
	pac.own.port = UINT32_MAX;
	pac.peer.port = UINT32_MAX;
	for (size_t i = 0; i < CONFIG_NETWORKS_MAX; i++) {
		assert_true(
			ip_read_prefix("1111:2222:3333:4444:5555:6666:7777:8888/128",
				&pac.direct.list[i].address,
				&pac.direct.list[i].prefix_length));
	}
	script_write(&script, tag, &pac, &split);
	assert_int_equal(strlen(script.text), script.length_bytes);
	assert_non_null(strstr(script.text, ":7777:8888/128\"];\n"));
}

static void a_tag_is_quoted_and_another_for_other_bytes(void **state)
{
	char first[TAG_SIZE];
	char second[TAG_SIZE];

	(void)state;
	tag_write(first, "a", 1, "0f");
	tag_write(second, "a", 1, "0f");
	assert_string_equal(first, second);
	assert_int_equal(strlen(first), TAG_SIZE - 1);
	assert_int_equal(strspn(first + 1, "0123456789abcdef"), 16);
	assert_true(first[0] == '"' && first[17] == '"');
	tag_write(second, "b", 1, "0f");
	assert_string_not_equal(first, second);
	tag_write(second, "a", 1, "0e");
	assert_string_not_equal(first, second);
}

/* The build has hashed web/script.js: only what is in front of it differs. */
static void the_tag_of_a_script_is_that_of_its_head(void **state)
{
	const struct asset *body = asset_find(&web_assets, "script.js");
	struct status *status = calloc(1, sizeof(*status));
	struct script script;
	char tag[TAG_SIZE];
	char head_tag[TAG_SIZE];

	(void)state;
	script_make(&script, tag, status, "192.0.2.1");
	assert_int_equal(strlen(body->digest), 16);
	assert_memory_equal(
		script.text + script.head_bytes, body->bytes, body->length_bytes);
	tag_write(head_tag, script.text, script.head_bytes, body->digest);
	assert_string_equal(tag, head_tag);
	status->config.pac.direct_plain_names = true;
	script_make(&script, tag, status, "192.0.2.1");
	assert_string_not_equal(tag, head_tag);
	free(status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			it_begins_with_the_proxies_in_their_order_and_the_networks),
		cmocka_unit_test(the_rest_is_the_file_as_it_is),
		cmocka_unit_test(no_proxies_and_no_networks_are_a_script_too),
		cmocka_unit_test(the_longest_settings_fit),
		cmocka_unit_test(a_tag_is_quoted_and_another_for_other_bytes),
		cmocka_unit_test(the_tag_of_a_script_is_that_of_its_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
