/*
 * Every combination of this node's role, the peer's state and role, the state of a link
 * and of an F-IP, what else may be wrong, the open alarms, and whether fipd is heard:
 * made from the tables, and each judged by what the operations center was promised.
 */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/verdict.h"

/* What may be wrong beside roles, links, F-IPs and alarms; one at a time. */
enum fault {
	FAULT_NONE,
	FAULT_MAINTENANCE,
	FAULT_PEER_MAINTENANCE,
	FAULT_FENCE,
	FAULT_DIFFERENT_FIPS,
	FAULT_MISMATCH,
	FAULT_OUTSIDER,
	FAULT_CONFLICT,
	FAULT_SPLIT,
	FAULT_CUT_OFF,
	FAULT_UNWELL,
	FAULT_PEER_UNWELL,
	FAULT_NO_FIPS,
	FAULT_END,
};

struct scene {
	enum role role;
	enum peer_state peer_state;
	enum role peer_role;
	enum link_state link;
	enum fip_state fip;
	enum fault fault;
	const struct alarms *alarms;
	bool heard;
};

struct fixture {
	size_t count; /* of sets of alarms: none, one of each kind, two */
	struct alarms *sets;
	size_t singles; /* so many of them have one alarm or none */
	struct status status;
};

/* Open the alarms of two kinds, 0: none; kinds that raise none make no set. */
static void add_set(struct fixture *fixture, unsigned a, unsigned b)
{
	struct alarms alarms = { 0 };
	struct entry entry = { .sequence = 1, .event = { .kind = (enum event_kind)a } };

	snprintf(entry.text, sizeof(entry.text), "something is wrong");
	entry.severity = event_severity(entry.event.kind);
	alarms_weigh(&alarms, &entry);
	if (b != 0) {
		entry.sequence = 2;
		entry.event.kind = (enum event_kind)b;
		entry.severity = event_severity(entry.event.kind);
		alarms_weigh(&alarms, &entry);
	}
	if (alarms.count == (b == 0 ? 1U : 2U)) {
		fixture->sets[fixture->count++] = alarms;
	}
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->sets =
		calloc((EVENT_LAST + 1) * (EVENT_LAST + 1), sizeof(fixture->sets[0]));
	fixture->count = 1;
	for (unsigned a = 1; a <= EVENT_LAST; a++) {
		add_set(fixture, a, 0);
	}
	fixture->singles = fixture->count;
	for (unsigned a = 1; a <= EVENT_LAST; a++) {
		for (unsigned b = 1; b <= EVENT_LAST; b++) {
			add_set(fixture, a, b);
		}
	}
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	free(fixture->sets);
	free(fixture);
	return 0;
}

static void put_fault(struct status *status, enum fault fault)
{
	snprintf(status->fips[0].outsider, sizeof(status->fips[0].outsider), "%s",
		fault == FAULT_OUTSIDER ? "192.0.2.100/24, protocol 0" : "");
	status->config.maintenance = fault == FAULT_MAINTENANCE;
	status->outlook.peer_maintenance = fault == FAULT_PEER_MAINTENANCE;
	status->fence_lost = fault == FAULT_FENCE;
	status->in_sync = fault != FAULT_DIFFERENT_FIPS;
	status->outlook.mismatch =
		fault == FAULT_MISMATCH ? REASON_TIMING_DIFFERS : REASON_NONE;
	status->outlook.conflict = fault == FAULT_CONFLICT;
	status->outlook.split = fault == FAULT_SPLIT;
	status->outlook.cut_off = fault == FAULT_CUT_OFF;
	status->outlook.unwell = fault == FAULT_UNWELL;
	status->outlook.peer_unwell = fault == FAULT_PEER_UNWELL;
	status->fip_count = fault == FAULT_NO_FIPS ? 0 : 1;
}

static struct verdict judge(struct status *status, const struct scene *scene)
{
	status->role = scene->role;
	status->peer_state = scene->peer_state;
	status->peer_role = scene->peer_role;
	status->link_count = 1;
	status->links[0].state = scene->link;
	status->fips[0].state = scene->fip;
	status->alarms = *scene->alarms;
	put_fault(status, scene->fault);
	return verdict_judge(status, scene->heard);
}

static bool hears(const struct scene *scene)
{
	return scene->peer_state == PEER_UP || scene->peer_state == PEER_DEGRADED;
}

static bool has_critical_alarm(const struct scene *scene)
{
	for (uint32_t i = 0; i < scene->alarms->count; i++) {
		if (scene->alarms->list[i].severity == SEVERITY_CRITICAL) {
			return true;
		}
	}
	return false;
}

static bool holds(const struct scene *scene)
{
	return scene->role == ROLE_ACTIVE && scene->fip == FIP_HELD
	       && scene->fault != FAULT_NO_FIPS;
}

/* One node is active and holds all, the other one stands by, and nothing is wrong. */
static bool is_whole(const struct scene *scene)
{
	bool first = holds(scene) && scene->peer_role == ROLE_STANDBY;
	bool second = scene->role == ROLE_STANDBY && scene->peer_role == ROLE_ACTIVE
		      && scene->fip != FIP_HELD;

	return scene->heard && scene->peer_state == PEER_UP && (first || second)
	       && scene->link == LINK_UP && scene->fault == FAULT_NONE
	       && scene->alarms->count == 0;
}

/* A role that lasts, with which the peer serves nobody. */
static bool is_idle(enum role role)
{
	return role != ROLE_ACTIVE && role != ROLE_INITIAL && role != ROLE_CLAIMING
	       && role != ROLE_RELEASING;
}

/* Neither node serves, or this one has no part in the pair any more. */
static bool is_grave(const struct scene *scene)
{
	bool alone = !hears(scene) || is_idle(scene->peer_role);

	return !scene->heard || scene->role == ROLE_FAULT || has_critical_alarm(scene)
	       || scene->fault == FAULT_CONFLICT || scene->fault == FAULT_SPLIT
	       || (scene->role == ROLE_STANDBY && alone)
	       || (scene->role == ROLE_ACTIVE && scene->fault == FAULT_UNWELL)
	       || (scene->role == ROLE_ACTIVE && scene->fip != FIP_HELD
		       && scene->fault != FAULT_NO_FIPS);
}

/* What this node serves is served by it alone, and only redundancy may be missing. */
static bool is_served(const struct scene *scene)
{
	return scene->heard && holds(scene) && !has_critical_alarm(scene)
	       && scene->fault != FAULT_CONFLICT && scene->fault != FAULT_SPLIT
	       && scene->fault != FAULT_UNWELL
	       && !(hears(scene) && scene->peer_role == ROLE_ACTIVE);
}

/* Alarms and verdict say the same by whatever number they are asked. */
static void assert_agrees(const struct scene *scene, const struct verdict *verdict)
{
	bool untold = scene->role == ROLE_UNKNOWN && scene->alarms->count == 0;

	assert_int_equal(verdict->level == VERDICT_CRITICAL,
		verdict->worst == SEVERITY_CRITICAL);
	assert_int_equal(
		verdict->level == VERDICT_OK, verdict->worst == SEVERITY_CLEARED);
	assert_int_equal(verdict->level == VERDICT_OK, verdict->alarms == 0);
	assert_true(verdict->alarms >= scene->alarms->count);
	assert_true(verdict->level != VERDICT_UNKNOWN || untold);
	assert_true(verdict->text[0] != '\0' && verdict->because[0] != '\0');
}

static void assert_promised(struct status *status, const struct scene *scene)
{
	struct verdict verdict = judge(status, scene);

	assert_int_equal(verdict.level == VERDICT_OK, is_whole(scene));
	if (is_grave(scene)) {
		assert_int_equal(verdict.level, VERDICT_CRITICAL);
	}
	if (is_served(scene)) {
		assert_true(verdict.level <= VERDICT_WARNING);
	}
	assert_agrees(scene, &verdict);
}

static void sweep_rest(struct fixture *fixture, struct scene *scene)
{
	for (unsigned fip = 1; fip <= words_fip_state.last; fip++) {
		scene->fip = (enum fip_state)fip;
		for (unsigned link = 1; link <= words_link_state.last; link++) {
			scene->link = (enum link_state)link;
			for (unsigned fault = 0; fault < FAULT_END; fault++) {
				scene->fault = (enum fault)fault;
				assert_promised(&fixture->status, scene);
			}
		}
	}
}

/* Call sweep for every pair of roles and every state of the peer. */
static void sweep_roles(struct fixture *fixture, struct scene *scene,
	void (*sweep)(struct fixture *fixture, struct scene *scene))
{
	for (unsigned role = 1; role <= words_role.last; role++) {
		scene->role = (enum role)role;
		for (unsigned state = 1; state <= words_peer_state.last; state++) {
			scene->peer_state = (enum peer_state)state;
			for (unsigned peer = 1; peer <= words_role.last; peer++) {
				scene->peer_role = (enum role)peer;
				sweep(fixture, scene);
			}
		}
	}
}

static void whatever_is_wrong_alarms_and_verdict_agree(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < fixture->singles; i++) {
		struct scene scene = { .alarms = &fixture->sets[i], .heard = true };

		sweep_roles(fixture, &scene, sweep_rest);
	}
}

static void sweep_alarms(struct fixture *fixture, struct scene *scene)
{
	for (size_t i = 0; i < fixture->count; i++) {
		scene->alarms = &fixture->sets[i];
		scene->fip = scene->role == ROLE_ACTIVE ? FIP_HELD : FIP_ABSENT;
		assert_promised(&fixture->status, scene);
	}
}

static void whatever_alarms_are_open_together_the_verdict_agrees(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene = { .link = LINK_UP, .heard = true };

	assert_true(fixture->singles > 8);
	assert_true(fixture->count > 8 * fixture->singles);
	sweep_roles(fixture, &scene, sweep_alarms);
}

static void a_fipd_that_is_not_heard_is_critical_whatever_was_known(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < 2; i++) {
		struct scene scene = { .alarms = &fixture->sets[i], .heard = false };

		sweep_roles(fixture, &scene, sweep_rest);
	}
}

static void what_is_missing_alone_is_a_warning(void **state)
{
	static const enum fault faults[] = { FAULT_MAINTENANCE, FAULT_PEER_MAINTENANCE,
		FAULT_FENCE, FAULT_DIFFERENT_FIPS, FAULT_MISMATCH, FAULT_CUT_OFF,
		FAULT_PEER_UNWELL };
	struct fixture *fixture = *state;
	struct scene scene = { ROLE_ACTIVE, PEER_UP, ROLE_STANDBY, LINK_UP, FIP_HELD,
		FAULT_NONE, &fixture->sets[0], true };

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		scene.fault = faults[i];
		assert_int_equal(
			judge(&fixture->status, &scene).level, VERDICT_WARNING);
	}
	scene.fault = FAULT_NONE;
	scene.link = LINK_ONE_WAY;
	assert_int_equal(judge(&fixture->status, &scene).level, VERDICT_WARNING);
}

static void an_f_ip_of_an_outsider_on_the_standby_is_critical(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene = { ROLE_STANDBY, PEER_UP, ROLE_ACTIVE, LINK_UP, FIP_ABSENT,
		FAULT_OUTSIDER, &fixture->sets[0], true };

	assert_int_equal(judge(&fixture->status, &scene).level, VERDICT_CRITICAL);
}

static void the_gravest_alarm_is_the_one_that_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct alarms alarms = { .count = 2 };
	struct scene scene = { ROLE_ACTIVE, PEER_UP, ROLE_STANDBY, LINK_UP, FIP_HELD,
		FAULT_NONE, &alarms, true };
	struct verdict verdict;

	alarms.list[0].severity = SEVERITY_MINOR;
	alarms.list[1].severity = SEVERITY_MAJOR;
	snprintf(alarms.list[1].text, sizeof(alarms.list[1].text), "the worse one");
	verdict = judge(&fixture->status, &scene);
	assert_int_equal(verdict.level, VERDICT_WARNING);
	assert_int_equal(verdict.worst, SEVERITY_MAJOR);
	assert_int_equal(verdict.alarms, 2);
	assert_string_equal(verdict.text, "an alarm is open: the worse one");
}

/* The first F-IP had its conflict long ago, and its MAC is still told. */
static void the_f_ip_of_a_conflict_is_that_of_the_open_alarm(void **state)
{
	struct fixture *fixture = *state;
	struct alarms alarms = { .count = 2 };
	struct scene scene = { ROLE_ACTIVE, PEER_UP, ROLE_STANDBY, LINK_UP, FIP_HELD,
		FAULT_CONFLICT, &alarms, true };
	struct verdict verdict;

	alarms.list[0].event.kind = EVENT_LINK_DOWN;
	strcpy(alarms.list[0].subject, "link2");
	alarms.list[1].event.kind = EVENT_ADDRESS_CONFLICT;
	strcpy(alarms.list[1].subject, "192.0.2.101");
	strcpy(fixture->status.fips[0].address, "192.0.2.100");
	strcpy(fixture->status.fips[0].conflict_mac, "02:00:00:00:00:01");
	fixture->status.fips[0].conflicts = 1;
	verdict = judge(&fixture->status, &scene);
	assert_string_equal(verdict.because, "addressConflict");
	assert_string_equal(verdict.object, "192.0.2.101");
	alarms.count = 1;
	verdict = judge(&fixture->status, &scene);
	assert_string_equal(verdict.text, "another host answers for an F-IP");
}

static void a_move_has_this_nodes_reason_only_if_it_is_this_nodes(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene = { ROLE_ACTIVE, PEER_UP, ROLE_INITIAL, LINK_UP, FIP_HELD,
		FAULT_NONE, &fixture->sets[0], true };

	strcpy(fixture->status.reason_text, "the peer left");
	assert_string_equal(judge(&fixture->status, &scene).text, "in transition");
	scene.role = ROLE_CLAIMING;
	scene.peer_role = ROLE_RELEASING;
	assert_string_equal(
		judge(&fixture->status, &scene).text, "in transition: the peer left");
}

static void a_check_that_demotes_is_critical_where_the_fips_are(void **state)
{
	struct fixture *fixture = *state;
	struct status *status = &fixture->status;
	struct scene scene = { ROLE_ACTIVE, PEER_UP, ROLE_STANDBY, LINK_UP, FIP_HELD,
		FAULT_UNWELL, &fixture->sets[0], true };

	status->check_count = 2;
	status->checks[0] = (struct check_status){ .name = "disk" };
	status->checks[0].effect = CHECK_REPORT;
	status->checks[0].state = CHECK_FAILED;
	status->checks[1] = (struct check_status){ .name = "proxy" };
	status->checks[1].effect = CHECK_DEMOTE;
	status->checks[1].state = CHECK_FAILED;
	assert_string_equal(judge(status, &scene).text,
		"active, but the service does not work: proxy");
	scene.role = ROLE_STANDBY;
	scene.peer_role = ROLE_ACTIVE;
	scene.fip = FIP_ABSENT;
	assert_int_equal(judge(status, &scene).level, VERDICT_WARNING);
	assert_string_equal(judge(status, &scene).text,
		"the service does not work on this node: proxy");
	scene.fault = FAULT_PEER_UNWELL;
	assert_string_equal(judge(status, &scene).because, "peerUnwell");
	status->check_count = 0;
}

static void a_long_text_is_cut_and_never_overflows(void **state)
{
	struct fixture *fixture = *state;
	struct alarms alarms = { .count = 1 };
	struct scene scene = { ROLE_ACTIVE, PEER_UP, ROLE_STANDBY, LINK_UP, FIP_HELD,
		FAULT_NONE, &alarms, true };
	struct verdict verdict;

	alarms.list[0].severity = SEVERITY_MAJOR;
	memset(alarms.list[0].text, 'x', sizeof(alarms.list[0].text) - 1);
	verdict = judge(&fixture->status, &scene);
	assert_int_equal(strlen(verdict.text), sizeof(verdict.text) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_wrong_alarms_and_verdict_agree),
		cmocka_unit_test(whatever_alarms_are_open_together_the_verdict_agrees),
		cmocka_unit_test(
			a_fipd_that_is_not_heard_is_critical_whatever_was_known),
		cmocka_unit_test(what_is_missing_alone_is_a_warning),
		cmocka_unit_test(an_f_ip_of_an_outsider_on_the_standby_is_critical),
		cmocka_unit_test(the_gravest_alarm_is_the_one_that_is_told),
		cmocka_unit_test(the_f_ip_of_a_conflict_is_that_of_the_open_alarm),
		cmocka_unit_test(a_move_has_this_nodes_reason_only_if_it_is_this_nodes),
		cmocka_unit_test(a_check_that_demotes_is_critical_where_the_fips_are),
		cmocka_unit_test(a_long_text_is_cut_and_never_overflows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
