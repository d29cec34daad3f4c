#include "unit/cmocka_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mib/instance.h"
#include "set/set.h"

/* A played fipd: counts the ops, and answers what the test put there. */
struct fixture {
	struct mirror mirror;
	struct agent agent;
	struct view view;
	struct set set;
	int error;
	const char *refused_op;
	const char *answer; /* to that op */
	json_t *prepare;    /* the last one */
	int prepares;
	int commits;
	int undos;
	int timeout_ms;
};

static void count_op(struct fixture *fixture, const char *op)
{
	fixture->prepares += strcmp(op, "prepare") == 0;
	fixture->commits += strcmp(op, "commit") == 0;
	fixture->undos += strcmp(op, "undo") == 0;
}

static int ask(void *context, json_t *request, int timeout_ms, json_t **answer)
{
	struct fixture *fixture = context;
	const char *op = json_string_value(json_object_get(request, "op"));
	bool refused =
		fixture->refused_op != NULL && strcmp(op, fixture->refused_op) == 0;

	count_op(fixture, op);
	fixture->timeout_ms = timeout_ms;
	if (strcmp(op, "prepare") == 0) {
		json_decref(fixture->prepare);
		fixture->prepare = json_incref(request);
	}
	json_decref(request);
	*answer = fixture->error != 0
			  ? NULL
			  : json_loads(
				  refused ? fixture->answer : "{\"ok\":true}", 0, NULL);
	return fixture->error;
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	mirror_init(&fixture->mirror);
	strcpy(fixture->mirror.status.peer_address, "192.168.0.2");
	fixture->view = (struct view){ &fixture->mirror, &fixture->agent };
	set_init(&fixture->set, &fixture->view,
		(struct set_core){ &fixture->agent, fixture, ask });
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	json_decref(fixture->prepare);
	free(fixture);
	return 0;
}

static struct varbind make(const char *object, uint64_t number)
{
	const struct mib_object *found = mib_find(object);
	struct varbind varbind = { .name = mib_name(found) };

	oid_add(&varbind.name, 0);
	varbind.value.type = found->type;
	varbind.value.number = number;
	return varbind;
}

static bool reserve(
	struct fixture *fixture, size_t place, const char *object, uint64_t number)
{
	struct varbind varbind = make(object, number);

	return set_reserve(&fixture->set, place, &varbind);
}

static void assert_refused(const struct fixture *fixture, enum refusal_code code,
	size_t varbind, const char *text)
{
	assert_int_equal(fixture->set.refusal.code, code);
	assert_int_equal(fixture->set.refusal.varbind, varbind);
	assert_non_null(strstr(fixture->set.refusal.text, text));
}

static void a_good_set_is_one_prepare_and_one_commit(void **state)
{
	struct fixture *fixture = *state;
	char *text;

	assert_true(reserve(fixture, 1, "fipdMonitorInterval", 500));
	assert_true(reserve(fixture, 2, "fipdMonitorCount", 7));
	assert_true(set_prepare(&fixture->set));
	assert_int_equal(fixture->timeout_ms, SET_PREPARE_MS);
	assert_true(set_commit(&fixture->set));
	assert_int_equal(fixture->prepares, 1);
	assert_int_equal(fixture->commits, 1);
	text = json_dumps(fixture->prepare, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(text,
		"{\"by\":\"snmp\",\"op\":\"prepare\",\"set\":[{\"name\":\"interval\","
		"\"value\":\"500 ms\"},"
		"{\"name\":\"count\",\"value\":\"7\"}]}");
	free(text);
}

static void assert_by(struct fixture *fixture, const char *by)
{
	reserve(fixture, 1, "fipdMonitorCount", 7);
	assert_true(set_prepare(&fixture->set));
	assert_string_equal(
		json_string_value(json_object_get(fixture->prepare, "by")), by);
}

static void a_set_says_in_which_context_it_came_as_far_as_there_is_room(void **state)
{
	struct fixture *fixture = *state;

	strcpy(fixture->agent.context, "a context of twenty-nine octets");
	assert_by(fixture, "snmp a context of twenty");
}

static void a_phase_that_is_called_again_repeats_its_answer(void **state)
{
	struct fixture *fixture = *state;

	reserve(fixture, 1, "fipdMonitorCount", 7);
	assert_true(set_prepare(&fixture->set));
	assert_true(set_prepare(&fixture->set));
	assert_true(set_commit(&fixture->set));
	assert_true(set_commit(&fixture->set));
	assert_true(set_undo(&fixture->set));
	assert_true(set_undo(&fixture->set));
	assert_int_equal(fixture->prepares, 1);
	assert_int_equal(fixture->commits, 1);
	assert_int_equal(fixture->undos, 1);
}

static void what_fipd_refuses_is_blamed_on_its_variable(void **state)
{
	struct fixture *fixture = *state;

	fixture->refused_op = "prepare";
	fixture->answer = "{\"ok\":false,\"error\":\"inconsistentValue\",\"index\":1,"
			  "\"text\":\"count: no\"}";
	reserve(fixture, 4, "fipdMonitorInterval", 500);
	reserve(fixture, 5, "fipdAction", 1);
	reserve(fixture, 6, "fipdMonitorCount", 7);
	assert_false(set_prepare(&fixture->set));
	assert_refused(fixture, REFUSAL_INCONSISTENT_VALUE, 6, "count: no");
}

static void a_refused_action_is_blamed_on_the_action(void **state)
{
	struct fixture *fixture = *state;

	fixture->refused_op = "prepare";
	fixture->answer = "{\"ok\":false,\"error\":\"inconsistentValue\",\"index\":-1,"
			  "\"member\":\"action\",\"text\":\"no peer\"}";
	reserve(fixture, 1, "fipdMonitorCount", 7);
	reserve(fixture, 2, "fipdAction", 2);
	assert_false(set_prepare(&fixture->set));
	assert_refused(fixture, REFUSAL_INCONSISTENT_VALUE, 2, "no peer");
}

static void nothing_is_committed_after_a_failed_prepare(void **state)
{
	struct fixture *fixture = *state;

	fixture->error = -ETIMEDOUT;
	reserve(fixture, 1, "fipdMonitorCount", 7);
	assert_false(set_prepare(&fixture->set));
	assert_refused(fixture, REFUSAL_RESOURCE_UNAVAILABLE, 1, "in time");
	assert_false(set_commit(&fixture->set));
	assert_int_equal(fixture->commits, 0);
}

static void without_fipd_the_resource_is_unavailable(void **state)
{
	struct fixture *fixture = *state;

	fixture->error = -ECONNREFUSED;
	reserve(fixture, 1, "fipdMonitorCount", 7);
	assert_false(set_prepare(&fixture->set));
	assert_refused(fixture, REFUSAL_RESOURCE_UNAVAILABLE, 1, "not there");
}

static void a_failed_commit_is_undone(void **state)
{
	struct fixture *fixture = *state;

	fixture->refused_op = "commit";
	fixture->answer =
		"{\"ok\":false,\"error\":\"commitFailed\",\"text\":\"disk full\"}";
	reserve(fixture, 1, "fipdMonitorCount", 7);
	assert_true(set_prepare(&fixture->set));
	assert_false(set_commit(&fixture->set));
	assert_refused(fixture, REFUSAL_COMMIT_FAILED, 1, "disk full");
	assert_true(set_undo(&fixture->set));
	assert_int_equal(fixture->undos, 1);
}

static void an_undo_without_a_commit_asks_nothing(void **state)
{
	struct fixture *fixture = *state;

	reserve(fixture, 1, "fipdMonitorCount", 7);
	assert_true(set_prepare(&fixture->set));
	assert_true(set_undo(&fixture->set));
	assert_int_equal(fixture->undos, 0);
}

static void an_undo_that_fipd_does_not_answer_is_undo_failed(void **state)
{
	struct fixture *fixture = *state;

	reserve(fixture, 1, "fipdMonitorCount", 7);
	set_prepare(&fixture->set);
	set_commit(&fixture->set);
	fixture->error = -EPIPE;
	assert_false(set_undo(&fixture->set));
	assert_int_equal(fixture->set.refusal.code, REFUSAL_UNDO_FAILED);
}

static void the_action_none_alone_asks_nothing(void **state)
{
	struct fixture *fixture = *state;

	assert_true(reserve(fixture, 1, "fipdAction", 1));
	assert_true(set_prepare(&fixture->set));
	assert_true(set_commit(&fixture->set));
	assert_true(set_undo(&fixture->set));
	assert_int_equal(fixture->prepares + fixture->commits + fixture->undos, 0);
}

static void an_address_goes_once_however_it_is_named(void **state)
{
	struct fixture *fixture = *state;
	struct varbind address = make("fipdPeerAddress", 0);
	const json_t *list;

	address.value.length = 4;
	memcpy(address.value.octets, "\x0a\x00\x00\x07", 4);
	assert_true(reserve(fixture, 1, "fipdPeerAddressType", 1));
	assert_true(set_reserve(&fixture->set, 2, &address));
	assert_true(set_prepare(&fixture->set));
	list = json_object_get(fixture->prepare, "set");
	assert_int_equal(json_array_size(list), 1);
	assert_string_equal(
		json_string_value(json_object_get(json_array_get(list, 0), "value")),
		"10.0.0.7");
}

static void a_kind_of_address_that_is_not_in_force_needs_its_address(void **state)
{
	struct fixture *fixture = *state;

	fixture->mirror.status.peer_address[0] = '\0';
	assert_true(reserve(fixture, 3, "fipdPeerAddressType", 1));
	assert_false(set_prepare(&fixture->set));
	assert_refused(
		fixture, REFUSAL_INCONSISTENT_VALUE, 3, "the address that is in force");
	assert_int_equal(fixture->prepares, 0);
}

static void each_fault_of_one_variable_has_its_error(void **state)
{
	struct fixture *fixture = *state;
	struct varbind varbind;

	assert_false(reserve(fixture, 1, "fipdMonitorCount", 1));
	assert_refused(fixture, REFUSAL_WRONG_VALUE, 1, "1 is not in 2..100");
	assert_false(reserve(fixture, 2, "fipdRole", 1));
	assert_refused(fixture, REFUSAL_NOT_WRITABLE, 2, "fipdRole");
	varbind = make("fipdMonitorCount", 5);
	varbind.value.type = VALUE_INTEGER;
	assert_false(set_reserve(&fixture->set, 3, &varbind));
	assert_refused(fixture, REFUSAL_WRONG_TYPE, 3, "fipdMonitorCount");
	varbind = make("fipdPeerAddress", 0);
	varbind.value.length = 3;
	assert_false(set_reserve(&fixture->set, 4, &varbind));
	assert_refused(fixture, REFUSAL_WRONG_LENGTH, 4, "length 3");
	varbind = make("fipdMonitorCount", 5);
	varbind.name.arcs[varbind.name.length - 1] = 1;
	assert_false(set_reserve(&fixture->set, 5, &varbind));
	assert_refused(fixture, REFUSAL_NO_CREATION, 5, "fipdMonitorCount.0");
}

static void a_negative_integer_is_out_of_range(void **state)
{
	struct fixture *fixture = *state;

	assert_false(reserve(fixture, 1, "fipdRedundancy", (uint64_t)-1));
	assert_refused(fixture, REFUSAL_WRONG_VALUE, 1, "-1 is not in 1..2");
}

/* A number stood there: that of a value which has none. */
static void a_text_that_cannot_be_set_is_not_called_a_number(void **state)
{
	struct fixture *fixture = *state;
	struct varbind varbind = make("fipdPacProxyHost", 0);

	varbind.value.length = 3;
	memcpy(varbind.value.octets, "p q", 3);
	assert_false(set_reserve(&fixture->set, 1, &varbind));
	assert_refused(fixture, REFUSAL_WRONG_VALUE, 1,
		"fipdPacProxyHost: there are octets in it that cannot be set");
}

static void the_same_variable_twice_is_inconsistent(void **state)
{
	struct fixture *fixture = *state;

	assert_true(reserve(fixture, 1, "fipdMonitorCount", 5));
	assert_false(reserve(fixture, 2, "fipdMonitorCount", 6));
	assert_refused(fixture, REFUSAL_INCONSISTENT_VALUE, 2, "twice");
}

/* 10.0.0.1/24 and fd00::1/64 are F-IPs. */
static void have_fips(struct fixture *fixture)
{
	struct status *status = &fixture->mirror.status;

	status->fip_count = 2;
	strcpy(status->fips[0].address, "10.0.0.1");
	strcpy(status->fips[1].address, "fd00::1");
	status->fips[0].prefix_length = 24;
	status->fips[1].prefix_length = 64;
	addresses_make(fixture->agent.addresses, status, fixture->agent.drafts);
}

/* A column's row by its text, as `snmpset fipdFipStatus.'10.0.0.1/24'` names it. */
static bool reserve_row(
	struct fixture *fixture, size_t place, const char *text, uint32_t status)
{
	struct varbind varbind = make("fipdFipStatus", status);

	varbind.name.length--;
	for (; *text != '\0'; text++) {
		oid_add(&varbind.name, (unsigned char)*text);
	}
	return set_reserve(&fixture->set, place, &varbind);
}

static const char *prepared(const struct fixture *fixture, const char *name)
{
	const json_t *list = json_object_get(fixture->prepare, "set");
	size_t i;
	json_t *each;

	json_array_foreach(list, i, each)
	{
		const char *told = json_string_value(json_object_get(each, "name"));

		if (told != NULL && strcmp(told, name) == 0) {
			return json_string_value(json_object_get(each, "value"));
		}
	}
	return "";
}

static void rows_by_name_are_made_and_removed_in_one_set(void **state)
{
	struct fixture *fixture = *state;

	have_fips(fixture);
	assert_true(reserve_row(fixture, 1, "10.0.0.9/25", ROW_CREATE_AND_GO));
	assert_true(reserve_row(fixture, 2, "fd00::1/64", ROW_DESTROY));
	assert_true(set_prepare(&fixture->set));
	assert_string_equal(prepared(fixture, "fips"), "10.0.0.1/24, 10.0.0.9/25");
}

static void the_names_of_a_walk_are_those_of_a_set(void **state)
{
	struct fixture *fixture = *state;
	const struct mib_object *column = mib_find("fipdFipStatus");
	struct varbind found = { .name = mib_name(column) };
	struct oid after = found.name;
	size_t rows = 0;

	fixture->mirror.state = MIRROR_CONNECTED;
	have_fips(fixture);
	while (instance_next(&fixture->view, &after, &found)
		&& instance_object(&found.name) == column) {
		after = found.name;
		found.value.number = ROW_DESTROY;
		assert_true(set_reserve(&fixture->set, rows++, &found));
	}
	assert_int_equal(rows, 2);
	assert_true(set_prepare(&fixture->set));
	assert_string_equal(prepared(fixture, "fips"), "");
}

static void a_name_that_is_no_address_cannot_be_created(void **state)
{
	struct fixture *fixture = *state;

	have_fips(fixture);
	assert_false(reserve_row(fixture, 1, "10.0.0.9/33", ROW_CREATE_AND_GO));
	assert_refused(fixture, REFUSAL_NO_CREATION, 1, "fipdFipStatus");
}

static void a_row_that_is_named_without_its_length_is_not_put_in_force(void **state)
{
	struct fixture *fixture = *state;

	have_fips(fixture);
	assert_true(reserve_row(fixture, 1, "10.0.0.9", ROW_CREATE_AND_GO));
	assert_false(set_prepare(&fixture->set));
	assert_refused(fixture, REFUSAL_INCONSISTENT_VALUE, 1, "prefix length");
	assert_int_equal(fixture->prepares, 0);
}

static void one_row_by_both_its_names_is_named_twice(void **state)
{
	static const uint32_t index[] = { 1, 4, 10, 0, 0, 1 };
	struct fixture *fixture = *state;
	struct varbind other = make("fipdAddressStatus", ROW_DESTROY);

	have_fips(fixture);
	other.name.length--;
	for (size_t i = 0; i < sizeof(index) / sizeof(index[0]); i++) {
		oid_add(&other.name, index[i]);
	}
	assert_true(reserve_row(fixture, 1, "10.0.0.1/24", ROW_DESTROY));
	assert_false(
		set_reserve(&fixture->set, 2, &other) && set_prepare(&fixture->set));
	assert_refused(fixture, REFUSAL_INCONSISTENT_VALUE, 2, "twice");
}

static bool reserve_mute(
	struct fixture *fixture, size_t place, uint32_t kind, uint64_t number)
{
	struct varbind varbind = make("fipdNotificationMuted", number);

	varbind.name.arcs[varbind.name.length - 1] = kind;
	return set_reserve(&fixture->set, place, &varbind);
}

static void one_kind_is_muted_and_the_others_stay_as_they_are(void **state)
{
	struct fixture *fixture = *state;

	fixture->mirror.status.config.muted =
		event_bit(EVENT_STARTED) | event_bit(EVENT_LINK_UP);
	assert_true(reserve_mute(fixture, 1, EVENT_LINK_DOWN, 1));
	assert_true(reserve_mute(fixture, 2, EVENT_LINK_UP, 2));
	assert_true(set_prepare(&fixture->set));
	assert_string_equal(prepared(fixture, "mute"), "[started,linkDown]");
	assert_false(reserve_mute(fixture, 3, EVENT_END, 1));
	assert_refused(fixture, REFUSAL_NO_CREATION, 3, "no kind of event");
}

static void an_address_as_text_is_of_either_family_or_refused(void **state)
{
	struct fixture *fixture = *state;
	struct varbind varbind = make("fipdPeerAddressText", 0);

	varbind.value.length = 7;
	memcpy(varbind.value.octets, "fd00::2", 7);
	assert_true(set_reserve(&fixture->set, 1, &varbind));
	assert_true(set_prepare(&fixture->set));
	assert_string_equal(prepared(fixture, "peer"), "fd00::2");
}

static void the_lock_goes_on_only_for_who_knows_it(void **state)
{
	struct fixture *fixture = *state;

	fixture->agent.set_lock = 7;
	assert_true(reserve(fixture, 0, "fipdSetLock", 7));
	assert_true(set_prepare(&fixture->set));
	assert_true(set_commit(&fixture->set));
	assert_int_equal(fixture->agent.set_lock, 8);
	assert_int_equal(fixture->prepares, 0);
	assert_true(set_undo(&fixture->set));
	assert_int_equal(fixture->agent.set_lock, 7);
}

static void a_lock_that_went_on_refuses_all(void **state)
{
	struct fixture *fixture = *state;

	fixture->agent.set_lock = 8;
	assert_true(reserve(fixture, 0, "fipdMonitorCount", 5));
	assert_true(reserve(fixture, 1, "fipdSetLock", 7));
	assert_false(set_prepare(&fixture->set));
	assert_refused(fixture, REFUSAL_INCONSISTENT_VALUE, 1, "is 8 by now");
	assert_int_equal(fixture->prepares, 0);
}

static void the_highest_lock_is_followed_by_0(void **state)
{
	struct fixture *fixture = *state;

	fixture->agent.set_lock = INT32_MAX;
	assert_true(reserve(fixture, 0, "fipdSetLock", INT32_MAX));
	assert_true(set_prepare(&fixture->set));
	assert_true(set_commit(&fixture->set));
	assert_int_equal(fixture->agent.set_lock, 0);
}

#define WITH_SET(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SET(a_good_set_is_one_prepare_and_one_commit),
		WITH_SET(a_set_says_in_which_context_it_came_as_far_as_there_is_room),
		WITH_SET(a_phase_that_is_called_again_repeats_its_answer),
		WITH_SET(what_fipd_refuses_is_blamed_on_its_variable),
		WITH_SET(a_refused_action_is_blamed_on_the_action),
		WITH_SET(nothing_is_committed_after_a_failed_prepare),
		WITH_SET(without_fipd_the_resource_is_unavailable),
		WITH_SET(a_failed_commit_is_undone),
		WITH_SET(an_undo_without_a_commit_asks_nothing),
		WITH_SET(an_undo_that_fipd_does_not_answer_is_undo_failed),
		WITH_SET(the_action_none_alone_asks_nothing),
		WITH_SET(an_address_goes_once_however_it_is_named),
		WITH_SET(a_kind_of_address_that_is_not_in_force_needs_its_address),
		WITH_SET(each_fault_of_one_variable_has_its_error),
		WITH_SET(a_negative_integer_is_out_of_range),
		WITH_SET(a_text_that_cannot_be_set_is_not_called_a_number),
		WITH_SET(the_same_variable_twice_is_inconsistent),
		WITH_SET(rows_by_name_are_made_and_removed_in_one_set),
		WITH_SET(the_names_of_a_walk_are_those_of_a_set),
		WITH_SET(a_name_that_is_no_address_cannot_be_created),
		WITH_SET(a_row_that_is_named_without_its_length_is_not_put_in_force),
		WITH_SET(one_row_by_both_its_names_is_named_twice),
		WITH_SET(one_kind_is_muted_and_the_others_stay_as_they_are),
		WITH_SET(an_address_as_text_is_of_either_family_or_refused),
		WITH_SET(the_lock_goes_on_only_for_who_knows_it),
		WITH_SET(a_lock_that_went_on_refuses_all),
		WITH_SET(the_highest_lock_is_followed_by_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
