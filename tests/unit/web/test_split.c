#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/cmocka_all.h"
#include "web/split.h"

/* The configured active of a pair of which all is well. */
static int set_up(void **state)
{
	struct status *status = calloc(1, sizeof(*status));

	assert_non_null(status);
	status->role = ROLE_ACTIVE;
	status->peer_state = PEER_UP;
	status->peer_role = ROLE_STANDBY;
	status->pac_first = true;
	status->config.pac = (struct config_pac){
		.enabled = true,
		.share_load = true,
		.split = CONFIG_SPLIT_EVEN_ODD,
		.own = { "own", 8080, 1 },
		.peer = { "peer", 8080, 1 },
	};
	*state = status;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void assert_order(
	const struct status *status, const char *client, const char *expected)
{
	struct split split = split_decide(status, client);
	char order[2 * CONFIG_HOST_MAX + 2] = "";

	for (uint32_t i = 0; i < split.count; i++) {
		strcat(order, i > 0 ? " " : "");
		strcat(order, split.list[i]->host);
	}
	assert_string_equal(order, expected);
}

static void even_clients_go_to_the_first_and_odd_ones_to_the_second(void **state)
{
	assert_order(*state, "10.0.0.2", "own peer");
	assert_order(*state, "10.0.0.3", "peer own");
	assert_order(*state, "10.0.1.0", "own peer");
	assert_order(*state, "2001:db8::ffff:fffe", "own peer");
	assert_order(*state, "2001:db8::1", "peer own");
	assert_order(*state, "::ffff:10.0.0.3", "peer own");
	assert_order(*state, "fe80::3%eth0", "peer own");
}

static void the_first_is_the_configured_active_s(void **state)
{
	struct status *status = *state;

	status->pac_first = false;
	assert_order(status, "10.0.0.2", "peer own");
	assert_order(status, "10.0.0.3", "own peer");
}

static void without_sharing_everybody_goes_to_the_first(void **state)
{
	struct status *status = *state;

	status->config.pac.share_load = false;
	assert_order(status, "10.0.0.3", "own peer");
	status->config.pac.split = CONFIG_SPLIT_HASH;
	for (int i = 0; i < 16; i++) {
		char client[32];

		snprintf(client, sizeof(client), "10.0.0.%d", i);
		assert_order(status, client, "own peer");
	}
}

static void who_has_no_address_is_even(void **state)
{
	struct status *status = *state;

	assert_order(status, "", "own peer");
	assert_order(status, "unix:", "own peer");
	status->config.pac.split = CONFIG_SPLIT_HASH;
	assert_order(status, "unix:", "own peer");
}

static void assert_peer_named(struct status *status, uint32_t state, uint32_t role)
{
	status->peer_state = state;
	status->peer_role = role;
	assert_order(status, "10.0.0.2", "own peer");
	assert_order(status, "10.0.0.3", "peer own");
}

static void assert_peer_out(struct status *status, uint32_t state, uint32_t role)
{
	status->peer_state = state;
	status->peer_role = role;
	assert_order(status, "10.0.0.2", "own");
	assert_order(status, "10.0.0.3", "own");
}

static void a_peer_that_is_lost_is_left_out(void **state)
{
	assert_peer_out(*state, PEER_NEVER_SEEN, ROLE_UNKNOWN);
	assert_peer_out(*state, PEER_COMMUNICATION_ERROR, ROLE_UNKNOWN);
	assert_peer_out(*state, PEER_LEFT, ROLE_UNKNOWN);
}

static void a_peer_that_cannot_serve_is_left_out(void **state)
{
	struct status *status = *state;

	assert_peer_out(status, PEER_DEGRADED, ROLE_FAULT);
	assert_peer_out(status, PEER_UP, ROLE_DISABLED);
	status->outlook.peer_maintenance = true;
	assert_peer_out(status, PEER_UP, ROLE_ACTIVE);
}

static void a_one_way_link_leaves_nobody_out(void **state)
{
	assert_peer_named(*state, PEER_DEGRADED, ROLE_STANDBY);
}

static void no_role_of_the_peer_but_these_leaves_it_out(void **state)
{
	for (uint32_t role = ROLE_INITIAL; role < ROLE_FAULT; role++) {
		assert_peer_named(*state, PEER_UP, role);
	}
}

static void the_own_proxy_is_left_out_when_it_cannot_serve(void **state)
{
	struct status *status = *state;

	status->role = ROLE_FAULT;
	assert_order(status, "10.0.0.2", "peer");
	status->role = ROLE_DISABLED;
	assert_order(status, "10.0.0.2", "peer");
	status->role = ROLE_STANDBY;
	status->config.maintenance = true;
	assert_order(status, "10.0.0.2", "peer");
}

static void rather_than_none_both_are_named(void **state)
{
	struct status *status = *state;

	status->config.maintenance = true;
	status->peer_state = PEER_COMMUNICATION_ERROR;
	assert_order(status, "10.0.0.2", "own peer");
	assert_order(status, "10.0.0.3", "peer own");
}

static void a_proxy_without_a_host_is_never_named(void **state)
{
	struct status *status = *state;

	status->config.pac.peer.host[0] = '\0';
	assert_order(status, "10.0.0.3", "own");
	status->role = ROLE_FAULT;
	assert_order(status, "10.0.0.3", "own");
	status->config.pac.own.host[0] = '\0';
	assert_int_equal(split_decide(status, "10.0.0.3").count, 0);
}

/* How many of 1000 clients in a row have the own proxy first. */
static uint32_t count_own(const struct status *status)
{
	uint32_t count = 0;

	for (int i = 0; i < 1000; i++) {
		char client[32];
		struct split split;

		snprintf(client, sizeof(client), "10.0.%d.%d", i / 250, i % 250);
		split = split_decide(status, client);
		count += split.list[0] == &status->config.pac.own;
	}
	return count;
}

static void the_hash_follows_the_weights(void **state)
{
	struct status *status = *state;

	status->config.pac.split = CONFIG_SPLIT_HASH;
	assert_in_range(count_own(status), 440, 560);
	status->config.pac.own.weight = 3;
	assert_in_range(count_own(status), 690, 810);
	status->config.pac.peer.weight = 97;
	assert_in_range(count_own(status), 10, 60);
}

static void a_weight_has_its_bounds(void **state)
{
	struct status *status = *state;
	uint32_t count;

	status->config.pac.split = CONFIG_SPLIT_HASH;
	count = count_own(status);
	status->config.pac.own.weight = 0;
	assert_int_equal(count_own(status), count);
	status->config.pac.own.weight = SPLIT_WEIGHT_MAX;
	count = count_own(status);
	status->config.pac.own.weight = UINT32_MAX;
	assert_int_equal(count_own(status), count);
}

static void the_hash_knows_proxies_by_their_canonical_names(void **state)
{
	struct status *status = *state;
	uint32_t count;

	status->config.pac.split = CONFIG_SPLIT_HASH;
	strcpy(status->config.pac.own.host, "2001:db8::1");
	count = count_own(status);
	strcpy(status->config.pac.own.host, "2001:DB8:0::1");
	assert_int_equal(count_own(status), count);
	status->config.pac.own.port = 8081;
	assert_int_not_equal(count_own(status), count);
}

static void a_raised_weight_takes_clients_and_gives_none(void **state)
{
	struct status *before = *state;
	struct status *after;

	before->config.pac.split = CONFIG_SPLIT_HASH;
	before->config.pac.peer.weight = 5;
	after = malloc(sizeof(*after));
	assert_non_null(after);
	memcpy(after, before, sizeof(*after));
	after->config.pac.own.weight = 2;
	for (int i = 0; i < 256; i++) {
		char client[32];
		bool was_own;
		bool is_own;

		snprintf(client, sizeof(client), "10.0.0.%d", i);
		was_own =
			split_decide(before, client).list[0] == &before->config.pac.own;
		is_own = split_decide(after, client).list[0] == &after->config.pac.own;
		assert_true(is_own || !was_own);
	}
	free(after);
}

static void the_hash_sees_a_network_of_ipv6_as_one_client(void **state)
{
	struct status *status = *state;
	char expected[32];

	status->config.pac.split = CONFIG_SPLIT_HASH;
	for (int i = 0; i < 16; i++) {
		char client[64];
		struct split split;

		snprintf(client, sizeof(client), "2001:db8:0:%x::", i);
		split = split_decide(status, client);
		snprintf(expected, sizeof(expected), "%.9s %.9s", split.list[0]->host,
			split.list[1]->host);
		snprintf(client, sizeof(client), "2001:db8:0:%x:9:8:7:6", i);
		assert_order(status, client, expected);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(even_clients_go_to_the_first_and_odd_ones_to_the_second),
		TEST(the_first_is_the_configured_active_s),
		TEST(without_sharing_everybody_goes_to_the_first),
		TEST(who_has_no_address_is_even),
		TEST(a_peer_that_is_lost_is_left_out),
		TEST(a_peer_that_cannot_serve_is_left_out),
		TEST(a_one_way_link_leaves_nobody_out),
		TEST(no_role_of_the_peer_but_these_leaves_it_out),
		TEST(the_own_proxy_is_left_out_when_it_cannot_serve),
		TEST(rather_than_none_both_are_named),
		TEST(a_proxy_without_a_host_is_never_named),
		TEST(the_hash_follows_the_weights),
		TEST(a_weight_has_its_bounds),
		TEST(the_hash_knows_proxies_by_their_canonical_names),
		TEST(a_raised_weight_takes_clients_and_gives_none),
		TEST(the_hash_sees_a_network_of_ipv6_as_one_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
