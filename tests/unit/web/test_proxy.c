#include <string.h>

#include "unit/cmocka_all.h"
#include "web/network.h"

static void assert_named(const char *host, uint32_t port, const char *expected)
{
	struct config_proxy proxy = { .port = port, .weight = 1 };
	char text[PROXY_SIZE];

	strcpy(proxy.host, host);
	proxy_write(text, &proxy);
	assert_string_equal(text, expected);
}

static void one_proxy_has_one_name(void **state)
{
	(void)state;
	assert_named("192.168.0.1", 8080, "192.168.0.1:8080");
	assert_named("Proxy-1.Example", 3128, "proxy-1.example:3128");
	assert_named("2001:DB8:0::1", 8080, "[2001:db8::1]:8080");
	assert_named("::ffff:192.168.0.1", 8080, "192.168.0.1:8080");
}

static void no_name_ends_the_string_or_begins_another_proxy(void **state)
{
	(void)state;
	assert_named("a_b\"; DIRECT\n\\", 1, "a_b___direct__:1");
	assert_named("caf\xc3\xa9</script>", 1, "caf____script_:1");
}

static void the_longest_name_has_its_port(void **state)
{
	char host[CONFIG_HOST_MAX + 1];
	char expected[PROXY_SIZE];

	(void)state;
	memset(host, 'a', CONFIG_HOST_MAX);
	host[CONFIG_HOST_MAX] = '\0';
	strcpy(expected, host);
	strcat(expected, ":4294967295");
	assert_named(host, UINT32_MAX, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_proxy_has_one_name),
		cmocka_unit_test(no_name_ends_the_string_or_begins_another_proxy),
		cmocka_unit_test(the_longest_name_has_its_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
