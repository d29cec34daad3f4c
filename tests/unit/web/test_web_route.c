#include <string.h>

#include "unit/cmocka_all.h"
#include "web/route.h"

static struct route judge(
	enum route_place place, enum route_method method, const char *target)
{
	return route_judge(&(struct route_request){
		.place = place, .method = method, .target = target });
}

static void assert_gives(
	enum route_place place, const char *target, enum route_content content)
{
	assert_int_equal(judge(place, ROUTE_GET, target).content, content);
	assert_int_equal(judge(place, ROUTE_HEAD, target).content, content);
	assert_int_equal(judge(place, ROUTE_GET, target).status, 200);
}

static struct route judge_host(const char *host, const char *target)
{
	return route_judge(&(struct route_request){ .place = ROUTE_AT_PAGE,
		.method = ROUTE_GET,
		.target = target,
		.host = host,
		.names = { "n1", NULL, "n1.example.com" } });
}

static void assert_host(const char *host, int status)
{
	assert_int_equal(judge_host(host, "/api/v1/status").status, status);
	assert_int_equal(judge_host(host, "/metrics").status, status);
	assert_int_equal(judge_host(host, "/").status, status);
	assert_int_equal(judge_host(host, "/wpad.dat").status, 200);
	assert_int_equal(judge_host(host, "/healthz").status, 200);
	assert_int_equal(judge_host(host, "/active").status, 200);
}

static void assert_refused(enum route_place place, const char *target, int status)
{
	struct route route = judge(place, ROUTE_GET, target);

	assert_int_equal(route.content, ROUTE_NOTHING);
	assert_int_equal(route.status, status);
}

static void the_script_has_three_names_everywhere(void **state)
{
	static const char *const names[] = { "/wpad.dat", "/proxy.pac", "/wpad.da" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_gives(ROUTE_AT_FIP, names[i], ROUTE_SCRIPT);
		assert_gives(ROUTE_AT_PAGE, names[i], ROUTE_SCRIPT);
	}
}

static void probes_are_answered_on_the_fips_too(void **state)
{
	(void)state;
	assert_gives(ROUTE_AT_FIP, "/healthz", ROUTE_HEALTH);
	assert_gives(ROUTE_AT_FIP, "/active", ROUTE_ACTIVE);
}

static void the_fips_show_nothing_of_the_node(void **state)
{
	(void)state;
	assert_refused(ROUTE_AT_FIP, "/", 404);
	assert_refused(ROUTE_AT_FIP, "/index.html", 404);
	assert_refused(ROUTE_AT_FIP, "/page.css", 404);
	assert_refused(ROUTE_AT_FIP, "/api/v1/status", 404);
	assert_refused(ROUTE_AT_FIP, "/metrics", 404);
}

static void the_page_answers_to_this_hosts_addresses_and_names(void **state)
{
	static const char *const own[] = { "192.0.2.1", "192.0.2.1:7900", "[::1]:7900",
		"[2001:db8::1]", "localhost", "LOCALHOST:7900", "n1", "N1.:7900",
		"n1.example.com", "n1.EXAMPLE.com:7900" };

	(void)state;
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		assert_host(own[i], 200);
	}
	assert_host(NULL, 200);
}

/* Security audit, 15: a name of somebody else that resolves to this address. */
static void the_page_answers_to_no_other_name(void **state)
{
	static const char *const others[] = { "evil.example", "evil.example:7900", "",
		":7900", "n1.evil.example", "192.0.2.1.evil.example", "n1.example.co",
		"[", "[n1.evil.example]", "localhost.evil.example", "." };

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_host(others[i], 421);
	}
	assert_int_equal(judge_host("n1", "http://evil.example/metrics").status, 421);
	assert_int_equal(
		judge_host("evil.example", "http://n1:7900/metrics").status, 200);
}

static void the_page_has_everything(void **state)
{
	const struct asset *asset;

	(void)state;
	assert_gives(ROUTE_AT_PAGE, "/", ROUTE_ASSET);
	assert_gives(ROUTE_AT_PAGE, "/api/v1/status", ROUTE_STATUS);
	assert_gives(ROUTE_AT_PAGE, "/metrics", ROUTE_METRICS);
	asset = judge(ROUTE_AT_PAGE, ROUTE_GET, "/").asset;
	assert_string_equal(asset->name, "index.html");
	assert_string_equal(route_type(asset), "text/html; charset=utf-8");
}

static void what_is_compiled_in_beside_the_page_is_no_file_of_it(void **state)
{
	(void)state;
	assert_non_null(asset_find(&web_assets, "script.js"));
	assert_refused(ROUTE_AT_PAGE, "/script.js", 404);
}

static void a_file_has_the_type_of_its_ending(void **state)
{
	(void)state;
	assert_string_equal(route_type(&(struct asset){ .name = "page.css" }),
		"text/css; charset=utf-8");
	assert_string_equal(
		route_type(&(struct asset){ .name = "icon.svg" }), "image/svg+xml");
	assert_null(route_type(&(struct asset){ .name = "notes.txt" }));
	assert_null(route_type(&(struct asset){ .name = "notes" }));
}

static void a_query_is_passed_over(void **state)
{
	(void)state;
	assert_gives(ROUTE_AT_FIP, "/wpad.dat?Type=WMT", ROUTE_SCRIPT);
	assert_gives(ROUTE_AT_PAGE, "/?lang=ja", ROUTE_ASSET);
}

static void a_target_may_name_any_host(void **state)
{
	(void)state;
	assert_gives(ROUTE_AT_FIP, "http://wpad.example/wpad.dat", ROUTE_SCRIPT);
	assert_gives(ROUTE_AT_FIP, "HTTP://wpad:80/wpad.dat?x=/y", ROUTE_SCRIPT);
	assert_gives(ROUTE_AT_PAGE, "http://192.0.2.1", ROUTE_ASSET);
	assert_gives(ROUTE_AT_PAGE, "http://192.0.2.1?lang=ja", ROUTE_ASSET);
}

static void a_path_means_itself_only(void **state)
{
	static const char *const tricks[] = { "//wpad.dat", "/./wpad.dat",
		"/x/../wpad.dat", "/%77pad.dat", "/wpad.dat/", "/wpad.dat%00",
		"/WPAD.DAT", "/wpad.dat;x", "/..", "/%2e%2e/etc/passwd",
		"/../../etc/passwd", "/api//v1/status", "/wpad.dat#x" };

	(void)state;
	for (size_t i = 0; i < sizeof(tricks) / sizeof(tricks[0]); i++) {
		assert_refused(ROUTE_AT_FIP, tricks[i], 404);
		assert_refused(ROUTE_AT_PAGE, tricks[i], 404);
	}
}

static void what_is_no_path_is_not_understood(void **state)
{
	(void)state;
	assert_refused(ROUTE_AT_PAGE, NULL, 400);
	assert_refused(ROUTE_AT_PAGE, "", 400);
	assert_refused(ROUTE_AT_PAGE, "*", 400);
	assert_refused(ROUTE_AT_PAGE, "wpad.dat", 400);
	assert_refused(ROUTE_AT_PAGE, "ftp://n1/wpad.dat", 400);
	assert_refused(ROUTE_AT_PAGE, "https://n1/wpad.dat", 400);
}

static void a_long_name_is_refused_as_that(void **state)
{
	char target[ROUTE_TARGET_MAX + 2];

	(void)state;
	memset(target, 'a', sizeof(target));
	target[0] = '/';
	target[ROUTE_TARGET_MAX] = '\0';
	assert_refused(ROUTE_AT_PAGE, target, 404);
	target[ROUTE_TARGET_MAX] = 'a';
	target[ROUTE_TARGET_MAX + 1] = '\0';
	assert_refused(ROUTE_AT_PAGE, target, 414);
}

static void other_methods_are_refused_for_every_name(void **state)
{
	(void)state;
	assert_int_equal(judge(ROUTE_AT_FIP, ROUTE_OTHER, "/wpad.dat").status, 405);
	assert_int_equal(judge(ROUTE_AT_PAGE, ROUTE_OTHER, "/nothing").status, 405);
	assert_int_equal(judge(ROUTE_AT_PAGE, ROUTE_OTHER, "n1:443").status, 405);
}

static void a_body_is_not_understood(void **state)
{
	struct route route;

	(void)state;
	route = route_judge(&(struct route_request){
		.place = ROUTE_AT_FIP,
		.method = ROUTE_GET,
		.has_body = true,
		.target = "/wpad.dat",
	});
	assert_int_equal(route.content, ROUTE_NOTHING);
	assert_int_equal(route.status, 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_script_has_three_names_everywhere),
		cmocka_unit_test(probes_are_answered_on_the_fips_too),
		cmocka_unit_test(the_fips_show_nothing_of_the_node),
		cmocka_unit_test(the_page_has_everything),
		cmocka_unit_test(the_page_answers_to_this_hosts_addresses_and_names),
		cmocka_unit_test(the_page_answers_to_no_other_name),
		cmocka_unit_test(what_is_compiled_in_beside_the_page_is_no_file_of_it),
		cmocka_unit_test(a_file_has_the_type_of_its_ending),
		cmocka_unit_test(a_query_is_passed_over),
		cmocka_unit_test(a_target_may_name_any_host),
		cmocka_unit_test(a_path_means_itself_only),
		cmocka_unit_test(what_is_no_path_is_not_understood),
		cmocka_unit_test(a_long_name_is_refused_as_that),
		cmocka_unit_test(other_methods_are_refused_for_every_name),
		cmocka_unit_test(a_body_is_not_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
