#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "mib/instance.h"
#include "mib/mib.h"
#include "protocol/verdict.h"
#include "schema/schema.h"

enum {
	ADDRESS_TEXT_ARCS =
		5, /* below the root: objects, group, table, entry, column */
};

struct fixture {
	struct mirror mirror;
	struct agent agent;
	struct view view;
};

static void set_networks(
	struct config_networks *networks, size_t count, const char *const texts[])
{
	networks->count = count;
	for (size_t i = 0; i < count; i++) {
		assert_true(ip_read_prefix(texts[i], &networks->list[i].address,
			&networks->list[i].prefix_length));
	}
}

static void fill_status(struct status *status)
{
	static const char *const fips[] = { "192.168.0.100", "10.0.0.9",
		"192.168.0.20" };
	static const char *const networks[] = { "127.0.0.0/8", "fd00::/8",
		"10.0.0.0/8" };

	strcpy(status->config.node, "n1");
	strcpy(status->own_address, "192.168.0.1");
	strcpy(status->peer_address, "192.168.0.2");
	strcpy(status->digest, "0011223344556677");
	status->role = ROLE_ACTIVE;
	status->peer_state = PEER_UP;
	status->link_count = 2;
	status->fip_count = 3;
	for (size_t i = 0; i < 3; i++) {
		strcpy(status->fips[i].address, fips[i]);
	}
	set_networks(&status->config.pac.direct, 1, networks);
	set_networks(&status->config.pac.clients, 2, networks + 1);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	mirror_init(&fixture->mirror);
	fixture->mirror.state = MIRROR_CONNECTED;
	fill_status(&fixture->mirror.status);
	addresses_make(fixture->agent.addresses, &fixture->mirror.status,
		fixture->agent.drafts);
	fixture->mirror.status.alarms.count = 1;
	fixture->mirror.status.check_count = 2;
	fixture->mirror.status.hook_count = 1;
	fixture->mirror.status.alarms.list[0].sequence = 41;
	fixture->mirror.event_count = 2;
	fixture->mirror.events[0].sequence = 41;
	fixture->mirror.events[1].sequence = 42;
	fixture->view = (struct view){ &fixture->mirror, &fixture->agent };
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static struct oid name_of(const char *object, uint32_t index)
{
	const struct mib_object *found = mib_find(object);
	struct oid name;

	assert_non_null(found);
	name = mib_name(found);
	oid_add(&name, index);
	return name;
}

static struct value read_value(
	const struct fixture *fixture, const char *object, uint32_t index)
{
	struct value value;
	struct oid name = name_of(object, index);

	assert_true(instance_get(&fixture->view, &name, &value));
	return value;
}

static size_t count_variables(const struct fixture *fixture)
{
	struct varbind found = { .name = mib_root() };
	size_t count = 0;

	while (instance_next(&fixture->view, &found.name, &found)) {
		count++;
		assert_true(count < 10000);
	}
	return count;
}

static void the_table_is_in_ascending_order(void **state)
{
	size_t count;
	const struct mib_object *objects;

	(void)state;
	objects = mib_objects(&count);
	for (size_t i = 1; i < count; i++) {
		struct oid before = mib_name(&objects[i - 1]);
		struct oid after = mib_name(&objects[i]);

		assert_true(oid_order(&before, &after) < 0);
	}
}

static void a_setting_has_a_range_and_a_wording_and_nothing_else_has(void **state)
{
	size_t count;
	const struct mib_object *objects;

	(void)state;
	objects = mib_objects(&count);
	for (size_t i = 0; i < count; i++) {
		bool writable = objects[i].setting != NULL;

		assert_int_equal(writable, objects[i].write != TEXT_NONE);
		assert_int_equal(writable, objects[i].maximum != 0);
	}
}

static bool is_list(const struct schema_row *row)
{
	return row->type == SCHEMA_FIPS || row->type == SCHEMA_NETWORKS;
}

/* The schema is the one table of settings: what the MIB says of one follows from it. */
static void an_object_of_a_setting_agrees_with_its_row(void **state)
{
	const struct schema_row *row;

	(void)state;
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		const struct mib_object *object;

		if (row->object == NULL || is_list(row)) {
			continue;
		}
		object = mib_find(row->object);
		assert_non_null(object);
		assert_int_equal(object->setting != NULL, row->settable);
		if (row->settable) {
			assert_string_equal(object->setting, row->name);
		}
		if (row->key != NULL) {
			assert_int_equal(object->offset,
				offsetof(struct status, config) + row->offset);
		}
		if (row->settable && row->maximum != 0) {
			assert_int_equal(object->minimum, row->minimum);
			assert_int_equal(object->maximum, row->maximum);
		}
	}
}

/* How many rows of an object there are in the fixture. */
static size_t count_rows(const struct mib_object *object)
{
	static const size_t ROWS[] = {
		[MIB_STATUS] = 1,
		[MIB_MIRROR] = 1,
		[MIB_AGENT] = 1,
		[MIB_LINK] = 2,
		[MIB_FIP] = 3,
		[MIB_FIP_NAME] = 3,
		[MIB_DIRECT] = 1,
		[MIB_DIRECT_NAME] = 1,
		[MIB_CLIENT] = 2,
		[MIB_CLIENT_NAME] = 2,
		[MIB_EVENT] = 2,
		[MIB_ALARM] = 1,
		[MIB_CHECK] = 2,
		[MIB_HOOK] = 1,
	};
	size_t kinds = 0;

	for (unsigned kind = 1; kind <= EVENT_LAST; kind++) {
		kinds += event_bit((enum event_kind)kind) != 0;
	}
	return object->source == MIB_KIND ? kinds : ROWS[object->source];
}

static void getnext_visits_every_variable_in_strictly_increasing_order(void **state)
{
	struct fixture *fixture = *state;
	struct varbind found = { .name = mib_root() };
	struct oid before = found.name;
	size_t count;
	size_t variables = 0;
	const struct mib_object *objects = mib_objects(&count);

	while (instance_next(&fixture->view, &found.name, &found)) {
		assert_true(oid_order(&before, &found.name) < 0);
		before = found.name;
	}
	for (size_t i = 0; i < count; i++) {
		variables += count_rows(&objects[i]);
	}
	assert_int_equal(count_variables(fixture), variables);
}

static void get_reads_what_getnext_found(void **state)
{
	struct fixture *fixture = *state;
	struct varbind found = { .name = mib_root() };
	struct value value;

	while (instance_next(&fixture->view, &found.name, &found)) {
		assert_true(instance_get(&fixture->view, &found.name, &value));
		assert_memory_equal(&value, &found.value, sizeof(value));
		assert_int_equal(value.type, instance_object(&found.name)->type);
	}
}

static void getnext_from_below_an_instance_finds_the_next_one(void **state)
{
	struct fixture *fixture = *state;
	struct varbind found = { .name = name_of("fipdRedundancy", 0) };
	struct oid expected;

	oid_add(&found.name, 7);
	assert_true(instance_next(&fixture->view, &found.name, &found));
	expected = name_of("fipdConfiguredRole", 0);
	assert_int_equal(oid_order(&found.name, &expected), 0);
}

static void getnext_after_the_last_variable_finds_nothing(void **state)
{
	struct fixture *fixture = *state;
	size_t count;
	const struct mib_object *objects = mib_objects(&count);
	struct varbind found = { .name = name_of(objects[count - 1].name, UINT32_MAX) };

	assert_false(instance_next(&fixture->view, &found.name, &found));
}

static void getnext_before_the_mib_finds_its_first_variable(void **state)
{
	struct fixture *fixture = *state;
	struct varbind found;
	struct oid before = { .length = 3, .arcs = { 1, 3, 6 } };
	struct oid expected;

	assert_true(instance_next(&fixture->view, &before, &found));
	expected = name_of("fipdRedundancy", 0);
	assert_int_equal(oid_order(&found.name, &expected), 0);
}

static void rows_of_fips_come_in_the_order_of_their_addresses(void **state)
{
	struct fixture *fixture = *state;
	static const char *const expected[] = { "10.0.0.9", "192.168.0.20",
		"192.168.0.100" };
	struct varbind found = { .name = mib_name(mib_find("fipdAddressText")) };

	for (size_t i = 0; i < 3; i++) {
		assert_true(instance_next(&fixture->view, &found.name, &found));
		assert_int_equal(found.value.length, strlen(expected[i]));
		assert_memory_equal(
			found.value.octets, expected[i], found.value.length);
	}
	assert_int_equal(found.name.length, mib_root().length + ADDRESS_TEXT_ARCS + 6);
}

static void the_row_of_an_event_is_named_by_its_sequence(void **state)
{
	struct fixture *fixture = *state;
	struct value value;
	struct oid missing;

	assert_int_equal(read_value(fixture, "fipdEventSequence", 42).number, 42);
	missing = name_of("fipdEventSequence", 43);
	assert_false(instance_get(&fixture->view, &missing, &value));
}

static void a_scalar_has_no_other_instance_than_0(void **state)
{
	struct fixture *fixture = *state;
	struct value value;
	struct oid name = name_of("fipdRole", 1);

	assert_false(instance_get(&fixture->view, &name, &value));
	name = name_of("fipdRole", 0);
	oid_add(&name, 0);
	assert_false(instance_get(&fixture->view, &name, &value));
	name = mib_name(mib_find("fipdRole"));
	assert_false(instance_get(&fixture->view, &name, &value));
}

static void before_the_first_contact_only_what_is_known_exists(void **state)
{
	struct fixture *fixture = *state;

	mirror_init(&fixture->mirror);
	assert_int_equal(count_variables(fixture), 15);
	assert_int_equal(
		read_value(fixture, "fipdCoreStatus", 0).number, MIRROR_ABSENT);
	assert_int_equal(read_value(fixture, "fipdRole", 0).number, ROLE_UNKNOWN);
	assert_int_equal(
		read_value(fixture, "fipdVerdict", 0).number, VERDICT_CRITICAL);
	assert_int_equal(read_value(fixture, "fipdAlarmCount", 0).number, 1);
}

static void while_fipd_is_not_heard_every_state_is_unknown(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(read_value(fixture, "fipdRole", 0).number, ROLE_ACTIVE);
	mirror_lose(&fixture->mirror);
	assert_int_equal(read_value(fixture, "fipdRole", 0).number, ROLE_UNKNOWN);
	assert_int_equal(read_value(fixture, "fipdPeerRole", 0).number, ROLE_UNKNOWN);
	assert_int_equal(read_value(fixture, "fipdPeerState", 0).number, 6);
	assert_int_equal(read_value(fixture, "fipdLinkState", 1).number, 4);
	assert_int_equal(
		read_value(fixture, "fipdAlarmWorst", 0).number, SEVERITY_CRITICAL);
	assert_int_equal(read_value(fixture, "fipdNodeName", 0).length, 2);
}

static void the_last_arc_of_a_notification_is_the_kind_of_its_event(void **state)
{
	struct oid name;

	(void)state;
	name = mib_notification(EVENT_FAILOVER);
	assert_int_equal(name.arcs[name.length - 1], 6);
	assert_int_equal(name.arcs[name.length - 2], 0);
	name = mib_notification(EVENT_FAILBACK);
	assert_int_equal(name.arcs[name.length - 1], 5);
}

#define WITH_MIB(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_in_ascending_order),
		cmocka_unit_test(
			a_setting_has_a_range_and_a_wording_and_nothing_else_has),
		cmocka_unit_test(an_object_of_a_setting_agrees_with_its_row),
		WITH_MIB(getnext_visits_every_variable_in_strictly_increasing_order),
		WITH_MIB(get_reads_what_getnext_found),
		WITH_MIB(getnext_from_below_an_instance_finds_the_next_one),
		WITH_MIB(getnext_after_the_last_variable_finds_nothing),
		WITH_MIB(getnext_before_the_mib_finds_its_first_variable),
		WITH_MIB(rows_of_fips_come_in_the_order_of_their_addresses),
		WITH_MIB(the_row_of_an_event_is_named_by_its_sequence),
		WITH_MIB(a_scalar_has_no_other_instance_than_0),
		WITH_MIB(before_the_first_contact_only_what_is_known_exists),
		WITH_MIB(while_fipd_is_not_heard_every_state_is_unknown),
		cmocka_unit_test(
			the_last_arc_of_a_notification_is_the_kind_of_its_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
