#include "run/environment.h"

#include <stdlib.h>
#include <string.h>

#include "config/tasks.h"
#include "unit/cmocka_all.h"

static struct environment environment;

static const char *value(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < environment.count; i++) {
		const char *entry = environment.list[i];

		if (strncmp(entry, name, length) == 0 && entry[length] == '=') {
			return entry + length + 1;
		}
	}
	return NULL;
}

static struct hook make_hook(enum hook_arguments arguments)
{
	struct hook hook = {
		.name = "route", .user = "nobody", .arguments = arguments
	};
	struct fault fault;

	assert_true(tasks_append_word(&hook.command, "/bin/echo", &fault));
	assert_true(tasks_append_word(&hook.command, "a b", &fault));
	return hook;
}

static const struct entry became_active = {
	.sequence = 12,
	.date_ms = 1764563696007,
	.event = { .kind = EVENT_FAILOVER,
		.from = ROLE_STANDBY,
		.to = ROLE_ACTIVE,
		.reason = REASON_PEER_SILENT },
	.text = "standby to active",
};

static struct status *make_status(void)
{
	struct status *status = calloc(1, sizeof(*status));

	assert_non_null(status);
	strcpy(status->config.pair, "web");
	strcpy(status->config.node, "n1");
	strcpy(status->peer_address, "192.0.2.2");
	status->role = ROLE_STANDBY; /* by now */
	status->fip_count = 2;
	strcpy(status->fips[0].address, "192.0.2.100");
	strcpy(status->fips[1].address, "2001:db8::1");
	return status;
}

static void a_hook_is_told_of_its_event(void **state)
{
	struct hook hook = make_hook(HOOK_ARGUMENTS_NONE);
	struct status *status = make_status();

	(void)state;
	environment_of_hook(&environment, &hook, &became_active, status, false);
	assert_string_equal("failover", value("FIPD_EVENT"));
	assert_string_equal("12", value("FIPD_SEQUENCE"));
	assert_string_equal("2025-12-01T04:34:56.007Z", value("FIPD_DATE"));
	assert_string_equal("active", value("FIPD_ROLE"));
	assert_string_equal("standby", value("FIPD_ROLE_NOW"));
	assert_string_equal("standby", value("FIPD_FORMER_ROLE"));
	assert_string_equal("peerSilent", value("FIPD_REASON"));
	assert_string_equal("192.0.2.100 2001:db8::1", value("FIPD_FIPS"));
	assert_string_equal("web", value("FIPD_PAIR"));
	assert_string_equal("n1", value("FIPD_NODE"));
	assert_string_equal("192.0.2.2", value("FIPD_PEER"));
	assert_string_equal("route", value("FIPD_HOOK"));
	assert_null(value("FIPD_HOOK_AGAIN"));
	environment_of_hook(&environment, &hook, &became_active, status, true);
	assert_string_equal("1", value("FIPD_HOOK_AGAIN"));
	free(status);
}

static void a_thousand_addresses_find_room(void **state)
{
	struct hook hook = make_hook(HOOK_ARGUMENTS_NONE);
	struct status *status = make_status();

	(void)state;
	status->fip_count = STATUS_FIPS_MAX;
	for (size_t i = 0; i < STATUS_FIPS_MAX; i++) {
		strcpy(status->fips[i].address,
			"2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff");
	}
	environment_of_hook(&environment, &hook, &became_active, status, true);
	assert_int_equal(
		(sizeof("2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff")) * STATUS_FIPS_MAX
			- 1,
		strlen(value("FIPD_FIPS")));
	assert_string_equal("1", value("FIPD_HOOK_AGAIN"));
	free(status);
}

static void nothing_of_the_own_environment_is_handed_on(void **state)
{
	const struct check check = { .name = "disk", .user = "nobody" };

	(void)state;
	setenv("SECRET", "x", 1);
	environment_of_check(&environment, &check);
	assert_null(value("SECRET"));
	assert_string_equal("disk", value("FIPD_CHECK"));
	assert_string_equal("nobody", value("USER"));
	assert_null(environment.list[environment.count]);
}

static void keepalived_gets_its_four_arguments(void **state)
{
	const char *arguments[ENVIRONMENT_ARGUMENTS_MAX + 1];
	struct hook hook = make_hook(HOOK_ARGUMENTS_KEEPALIVED);
	struct status *status = make_status();
	struct entry entry = became_active;

	(void)state;
	status->config.role = CONFIG_ROLE_ACTIVE;
	environment_arguments(arguments, &hook, &entry, status);
	assert_string_equal("a b", arguments[1]);
	assert_string_equal("INSTANCE", arguments[2]);
	assert_string_equal("web", arguments[3]);
	assert_string_equal("MASTER", arguments[4]);
	assert_string_equal("150", arguments[5]);
	assert_null(arguments[6]);
	entry.event.to = ROLE_STANDBY;
	status->config.role = CONFIG_ROLE_NONE;
	environment_arguments(arguments, &hook, &entry, status);
	assert_string_equal("BACKUP", arguments[4]);
	assert_string_equal("100", arguments[5]);
	entry.event.to = ROLE_HELD;
	environment_arguments(arguments, &hook, &entry, status);
	assert_string_equal("FAULT", arguments[4]);
	free(status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hook_is_told_of_its_event),
		cmocka_unit_test(a_thousand_addresses_find_room),
		cmocka_unit_test(nothing_of_the_own_environment_is_handed_on),
		cmocka_unit_test(keepalived_gets_its_four_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
