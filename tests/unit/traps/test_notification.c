#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "traps/notification.h"

struct fixture {
	struct mirror mirror;
	struct agent agent;
	struct view view;
	struct entry entry;
	struct varbind varbinds[NOTIFICATION_VARBINDS_MAX];
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	mirror_init(&fixture->mirror);
	fixture->mirror.state = MIRROR_CONNECTED;
	strcpy(fixture->mirror.status.own_address, "192.168.0.1");
	fixture->view = (struct view){ &fixture->mirror, &fixture->agent };
	fixture->entry.sequence = 42;
	fixture->entry.event.kind = EVENT_FAILOVER;
	fixture->entry.event.to = ROLE_ACTIVE;
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static size_t build(struct fixture *fixture)
{
	return notification_build(
		&fixture->view, &fixture->entry, 4711, fixture->varbinds);
}

static const struct varbind *find(
	const struct fixture *fixture, const char *name, uint32_t index)
{
	struct oid wanted = mib_name(mib_find(name));

	oid_add(&wanted, index);
	for (size_t i = 0; i < NOTIFICATION_VARBINDS_MAX; i++) {
		if (oid_order(&fixture->varbinds[i].name, &wanted) == 0) {
			return &fixture->varbinds[i];
		}
	}
	return NULL;
}

static void it_begins_with_uptime_and_its_own_identifier(void **state)
{
	struct fixture *fixture = *state;
	struct oid kind;

	build(fixture);
	assert_int_equal(fixture->varbinds[0].value.type, VALUE_TICKS);
	assert_int_equal(fixture->varbinds[0].value.number, 4711);
	kind = mib_notification(EVENT_FAILOVER);
	assert_int_equal(fixture->varbinds[1].value.type, VALUE_OID);
	assert_int_equal(oid_order(&fixture->varbinds[1].value.oid, &kind), 0);
}

static void assert_at(const struct fixture *fixture, size_t place, const char *name)
{
	struct oid wanted = mib_name(mib_find(name));

	assert_true(oid_begins(&fixture->varbinds[place].name, &wanted));
}

/* SNMPTT, OpenNMS and regular expressions address variables by their place. */
static void what_a_manager_needs_has_the_same_place_in_every_kind(void **state)
{
	static const char *const places[] = { "fipdNodeName", "fipdPairName",
		"fipdEventSeverity", "fipdEventSequence", "fipdEventClears",
		"fipdEventKind", "fipdEventSubject", "fipdEventText" };
	struct fixture *fixture = *state;

	for (unsigned kind = EVENT_STARTED; kind <= EVENT_LAST; kind++) {
		if (event_bit((enum event_kind)kind) == 0) {
			continue;
		}
		fixture->entry.event.kind = (enum event_kind)kind;
		build(fixture);
		for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
			assert_at(fixture, 2 + i, places[i]);
		}
	}
}

static void its_values_are_those_of_the_event_under_its_sequence(void **state)
{
	struct fixture *fixture = *state;

	build(fixture);
	assert_int_equal(find(fixture, "fipdEventSequence", 42)->value.number, 42);
	assert_int_equal(find(fixture, "fipdEventRole", 42)->value.number, ROLE_ACTIVE);
	assert_non_null(find(fixture, "fipdNodeName", 0));
}

static void it_ends_with_the_real_ip(void **state)
{
	struct fixture *fixture = *state;
	size_t count = build(fixture);
	const struct value *last = &fixture->varbinds[count - 1].value;

	assert_int_equal(last->type, VALUE_IP);
	assert_memory_equal(last->octets, "\xc0\xa8\x00\x01", 4);
}

static void without_a_known_real_ip_it_has_none(void **state)
{
	struct fixture *fixture = *state;
	size_t with = build(fixture);

	fixture->mirror.status.own_address[0] = '\0';
	assert_int_equal(build(fixture), with - 1);
}

static void every_kind_has_room(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned kind = EVENT_STARTED; kind <= EVENT_LAST; kind++) {
		size_t count;

		if (event_bit((enum event_kind)kind) == 0) {
			continue;
		}
		fixture->entry.event.kind = (enum event_kind)kind;
		count = build(fixture);
		assert_in_range(count, 16, NOTIFICATION_VARBINDS_MAX);
	}
}

static void an_event_has_the_uptime_of_when_it_happened(void **state)
{
	(void)state;
	assert_int_equal(notification_uptime(100000, 103000, 5000), 4700);
	assert_int_equal(notification_uptime(100000, 160000, 5000), 0);
	assert_int_equal(notification_uptime(103000, 100000, 5000), 5000);
}

#define WITH_EVENT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_EVENT(it_begins_with_uptime_and_its_own_identifier),
		WITH_EVENT(what_a_manager_needs_has_the_same_place_in_every_kind),
		WITH_EVENT(its_values_are_those_of_the_event_under_its_sequence),
		WITH_EVENT(it_ends_with_the_real_ip),
		WITH_EVENT(without_a_known_real_ip_it_has_none),
		WITH_EVENT(every_kind_has_room),
		cmocka_unit_test(an_event_has_the_uptime_of_when_it_happened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
