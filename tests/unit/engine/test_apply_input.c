#include "engine/apply_input.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };

static struct actions take(struct scene *scene, const struct input *input)
{
	struct input now = *input;
	struct actions actions;

	now.now_us = scene->now_us;
	actions_clear(&actions);
	apply_input(STEP(&scene->engine, now.now_us, &actions), &now);
	return actions;
}

static struct actions take_kind(struct scene *scene, enum input_kind kind)
{
	struct input input = { .kind = kind };

	return take(scene, &input);
}

/* The peer has said that this MAC is its own, so who only names it is another one. */
static struct actions answer(struct scene *scene, bool by_peer)
{
	struct input input = { .kind = INPUT_ANSWERED, .consistent = by_peer };

	memcpy(input.mac, mac, sizeof(mac));
	return take(scene, &input);
}

static unsigned count(const struct actions *actions, enum action_kind kind)
{
	unsigned found = 0;

	for (unsigned i = 0; i < actions->count; i++) {
		found += actions->list[i].kind == kind;
	}
	return found;
}

static unsigned events(const struct actions *actions, enum event_kind kind)
{
	unsigned found = 0;

	for (unsigned i = 0; i < actions->count; i++) {
		found += actions->list[i].kind == ACTION_EMIT
			 && actions->list[i].event.kind == kind;
	}
	return found;
}

static struct scene active(void)
{
	struct settings settings = scene_settings();

	return scene_active(&settings);
}

static void a_confirmation_nobody_waits_for_changes_nothing(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions = take_kind(&scene, INPUT_HELD);

	(void)state;
	assert_int_equal(scene.engine.lease.state, LEASE_NONE);
	assert_int_equal(actions.count, 0);
}

static void a_takeovers_confirmation_restores_nothing(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	lease_ask(&scene.engine.lease, &scene.engine.settings, scene.now_us);
	actions = take_kind(&scene, INPUT_HELD);
	assert_int_equal(scene.engine.lease.state, LEASE_HELD);
	assert_int_equal(actions.count, 0);
}

static void a_fip_that_is_back_is_announced_and_told(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	take_kind(&scene, INPUT_FIPS_GONE);
	assert_true(scene.engine.lease.gone);
	lease_ask(&scene.engine.lease, &scene.engine.settings, scene.now_us);
	scene.now_us += 1;
	actions = take_kind(&scene, INPUT_HELD);
	assert_false(scene.engine.lease.gone);
	assert_int_equal(events(&actions, EVENT_FIP_RESTORED), 1);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
}

static void a_refused_hold_is_a_fault_for_ten_seconds(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	take_kind(&scene, INPUT_HOLD_REFUSED);
	assert_int_equal(
		scene.engine.fitness.refused_until_us, scene.now_us + 10 * SECOND_US);
}

static void what_is_gone_from_a_node_that_is_not_active_is_removed_whole(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions = take_kind(&scene, INPUT_FIPS_GONE);

	(void)state;
	assert_int_equal(actions.count, 0);
	scene.engine.lease.state = LEASE_HELD;
	actions = take_kind(&scene, INPUT_FIPS_GONE);
	assert_int_equal(count(&actions, ACTION_RELEASE), 1);
	assert_false(scene.engine.lease.gone);
}

/* Let an outsider remove the F-IP, and the kernel put it back. */
static void strip(struct scene *scene)
{
	take_kind(scene, INPUT_FIPS_GONE);
	scene->engine.lease.gone = false;
}

static void the_sixth_removal_within_a_minute_is_too_often(void **state)
{
	struct scene scene = active();
	int64_t first_us = scene.now_us;

	(void)state;
	for (int i = 0; i < 5; i++) {
		strip(&scene);
		lease_renew(&scene.engine.lease, &scene.engine.settings, scene.now_us);
		scene.now_us += SECOND_US;
	}
	assert_int_equal(scene.engine.fitness.often_until_us, 0);
	scene.now_us = first_us + 60 * SECOND_US - 1;
	lease_renew(&scene.engine.lease, &scene.engine.settings, scene.now_us);
	strip(&scene);
	assert_int_equal(
		scene.engine.fitness.often_until_us, scene.now_us + 60 * SECOND_US);
}

static void six_removals_in_more_than_a_minute_are_borne(void **state)
{
	struct scene scene = active();

	(void)state;
	for (int i = 0; i < 12; i++) {
		lease_renew(&scene.engine.lease, &scene.engine.settings, scene.now_us);
		strip(&scene);
		scene.now_us += 12 * SECOND_US;
	}
	assert_int_equal(scene.engine.fitness.often_until_us, 0);
}

static void an_expiry_is_no_removal_by_an_outsider(void **state)
{
	struct scene scene = active();

	(void)state;
	for (int i = 0; i < 9; i++) {
		scene.engine.lease.renewed_us = scene.now_us - 6 * SECOND_US;
		strip(&scene);
	}
	assert_int_equal(scene.engine.fitness.often_until_us, 0);
}

static void one_loss_is_noticed_once(void **state)
{
	struct scene scene = active();

	(void)state;
	take_kind(&scene, INPUT_FIPS_GONE);
	take_kind(&scene, INPUT_FIPS_GONE);
	assert_int_equal(scene.engine.fitness.restore_next, 1);
}

static struct scene find(int64_t remaining_us, struct actions *actions)
{
	struct settings settings = scene_settings();
	struct scene scene = scene_begin(&settings);
	struct input input = {
		.kind = INPUT_FIPS_FOUND, .remaining_us = remaining_us, .pinned = true
	};

	*actions = take(&scene, &input);
	return scene;
}

static void fips_found_with_enough_time_left_are_renewed_and_kept(void **state)
{
	struct actions actions;
	struct scene scene = find(600 * MS_US, &actions);

	(void)state;
	assert_int_equal(scene.engine.lease.state, LEASE_HELD);
	assert_int_equal(count(&actions, ACTION_RENEW), 1);
	assert_int_equal(actions.list[0].lease_s, 6);
	assert_true(scene.engine.wishes.pinned);
	assert_int_equal(scene.engine.lease.renewed_us,
		scene.now_us + 600 * MS_US - 6 * SECOND_US);
}

static void fips_found_too_late_are_removed(void **state)
{
	struct actions actions;
	struct scene scene = find(600 * MS_US - 1, &actions);

	(void)state;
	assert_int_equal(count(&actions, ACTION_RELEASE), 1);
	assert_int_equal(scene.engine.lease.state, LEASE_REMOVING);
	assert_false(scene.engine.wishes.pinned);
}

static void fips_found_in_the_middle_of_a_life_are_removed(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_FIPS_FOUND,
		.remaining_us = 6 * SECOND_US };
	struct actions actions = take(&scene, &input);

	(void)state;
	assert_int_equal(count(&actions, ACTION_RELEASE), 1);
}

static void an_answer_concerns_who_probes_holds_back_or_holds(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	answer(&scene, true);
	assert_false(scene.engine.probe.answered);
	scene.engine.probe.running = true;
	answer(&scene, true);
	assert_true(scene.engine.probe.answered);
	scene = scene_standby();
	scene.engine.standing.role = ROLE_HELD;
	answer(&scene, true);
	assert_true(scene.engine.probe.answered);
	scene = active();
	scene.engine.probe.running = true;
	answer(&scene, false);
	assert_false(scene.engine.probe.answered);
}

static void a_third_host_is_a_conflict_that_is_told_once_in_a_minute(void **state)
{
	struct scene scene = active();
	struct actions actions = answer(&scene, false);

	(void)state;
	assert_int_equal(events(&actions, EVENT_ADDRESS_CONFLICT), 1);
	assert_memory_equal(actions.list[0].event.mac, mac, sizeof(mac));
	assert_int_equal(scene.engine.conflict.until_us, scene.now_us + 60 * SECOND_US);
	scene.now_us += SECOND_US;
	actions = answer(&scene, false);
	assert_int_equal(events(&actions, EVENT_ADDRESS_CONFLICT), 0);
	assert_int_equal(scene.engine.conflict.until_us, scene.now_us + 60 * SECOND_US);
}

static void a_peer_that_answers_a_standby_is_no_conflict(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.engine.probe.running = true;
	actions = answer(&scene, true);
	assert_int_equal(actions.count, 0);
	assert_false(scene.engine.conflict.on);
	assert_false(scene.engine.split_brain.on);
}

static void a_peer_that_answers_an_active_for_a_second_makes_a_split_brain(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.engine.standing.since_us = scene.now_us - SECOND_US;
	scene.now_us = scene.engine.liveness.heard_us + 10 * SECOND_US;
	scene.engine.standing.since_us = scene.now_us - SECOND_US;
	answer(&scene, true);
	assert_false(scene.engine.split_brain.on);
	scene.engine.standing.since_us = scene.now_us - SECOND_US - 1;
	answer(&scene, true);
	assert_true(scene.engine.split_brain.on);
	assert_false(scene.engine.conflict.on);
}

static void an_address_is_defended_every_ten_seconds_at_most(void **state)
{
	struct scene scene = active();
	int64_t begun_us = scene.engine.announcement.begun_us;

	(void)state;
	scene.now_us = begun_us + 10 * SECOND_US;
	answer(&scene, false);
	assert_int_equal(scene.engine.announcement.begun_us, begun_us);
	scene.now_us += 1;
	answer(&scene, false);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
}

static void of_two_that_probe_at_once_the_second_node_begins_again(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	probe_begin(&scene.engine.probe, scene.now_us);
	scene.engine.probe.sent = 3;
	scene.engine.settings.node = 1;
	take_kind(&scene, INPUT_RIVAL_PROBE);
	assert_int_equal(scene.engine.probe.sent, 3);
	assert_int_equal(scene.engine.probe.rival_us, 0);
	scene.engine.settings.node = 2;
	take_kind(&scene, INPUT_RIVAL_PROBE);
	assert_int_equal(scene.engine.probe.sent, 0);
	assert_int_equal(scene.engine.probe.rival_us, scene.now_us);
	assert_int_equal(scene.engine.probe.contested_us, scene.now_us);
}

static struct actions name_neighbor(struct scene *scene, enum input_kind kind)
{
	struct input input = { .kind = kind };

	memcpy(input.mac, mac, sizeof(mac));
	return take(scene, &input);
}

static void a_third_node_says_nothing_of_the_peers_mac_nor_of_an_outsider(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.outsider.copy.fip = 3;
	name_neighbor(&scene, INPUT_THIRD);
	assert_false(scene.engine.liveness.learnt);
	name_neighbor(&scene, INPUT_REFERENCE);
	assert_int_equal(scene.engine.outsider.copy.fip, 3);
	name_neighbor(&scene, INPUT_NEIGHBOR);
	assert_true(scene.engine.liveness.learnt);
}

static void other_macs_are_news_for_the_peer(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_INTERFACE, .up = true, .mac_count = 1 };

	(void)state;
	scene.now_us += 100;
	memcpy(input.macs[0], mac, sizeof(mac));
	scene.engine.exchange.news_round = 0;
	take(&scene, &input);
	assert_int_equal(
		scene.engine.exchange.news_round, scene.engine.exchange.round + 1);
	assert_int_equal(scene.engine.pace.beat_us, scene.now_us);
	scene.engine.exchange.news_round = 0;
	take(&scene, &input);
	assert_int_equal(scene.engine.exchange.news_round, 0);
}

static void a_probe_of_a_third_host_begins_nothing_again(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	name_neighbor(&scene, INPUT_NEIGHBOR);
	scene.engine.settings.node = 2;
	probe_begin(&scene.engine.probe, scene.now_us);
	scene.engine.probe.sent = 3;
	take_kind(&scene, INPUT_RIVAL_PROBE);
	assert_int_equal(scene.engine.probe.sent, 3);
	name_neighbor(&scene, INPUT_RIVAL_PROBE);
	assert_int_equal(scene.engine.probe.sent, 0);
}

static void who_is_held_for_a_rival_takes_its_probes_for_answers(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.engine.settings.node = 2;
	scene.engine.standing.role = ROLE_HELD;
	actions = name_neighbor(&scene, INPUT_RIVAL_PROBE);
	assert_int_equal(actions.count, 0);
	assert_int_equal(scene.engine.probe.answered_us, 0);
	scene.engine.standing.reason = REASON_RIVAL_PROBES;
	actions = name_neighbor(&scene, INPUT_RIVAL_PROBE);
	assert_int_equal(scene.engine.probe.answered_us, scene.now_us);
	assert_true(scene.engine.probe.peer_answered);
	assert_int_equal(events(&actions, EVENT_ADDRESS_CONFLICT), 1);
	assert_int_equal(actions.list[0].event.reason, REASON_RIVAL_PROBES);
	assert_memory_equal(actions.list[0].event.mac, mac, sizeof(mac));
}

static void an_answer_for_a_peer_that_says_it_has_nothing_is_a_conflict(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.engine.standing.since_us = scene.now_us - SECOND_US;
	scene.engine.liveness.ever = true;
	scene.engine.liveness.heard_us = scene.now_us;
	scene.engine.liveness.last.role = ROLE_STANDBY;
	scene.engine.liveness.last.role_flags = 0;
	assert_int_equal(answer(&scene, true).count, 0);
	scene.engine.standing.since_us--;
	actions = answer(&scene, true);
	assert_int_equal(events(&actions, EVENT_ADDRESS_CONFLICT), 1);
	assert_int_equal(actions.list[0].event.reason, REASON_ANSWERED_BY_PEER);
	assert_false(scene.engine.split_brain.on);
	scene.engine.liveness.last.role_flags = ROLE_FLAG_HOLDS;
	answer(&scene, true);
	assert_true(scene.engine.split_brain.on);
}

static struct scene set(struct scene scene, const struct settings *settings)
{
	struct input input = { .kind = INPUT_SETTINGS, .settings = *settings };

	take(&scene, &input);
	return scene;
}

static void settings_are_in_force_at_once_and_told_at_once(void **state)
{
	struct scene scene = scene_standby();
	struct settings settings = scene.engine.settings;

	(void)state;
	settings.interval_ms = 500;
	scene.engine.wishes.pinned = true;
	scene.engine.handover.retry_us = 7;
	scene = set(scene, &settings);
	assert_int_equal(scene.engine.settings.interval_ms, 500);
	assert_int_equal(
		scene.engine.exchange.news_round, scene.engine.exchange.round + 1);
	assert_int_equal(scene.engine.pace.beat_us, scene.now_us);
	assert_true(scene.engine.liveness.ever);
	assert_true(scene.engine.wishes.pinned);
	assert_int_equal(scene.engine.handover.retry_us, 7);
}

static void who_changes_a_preference_wants_the_fips_to_follow_it(void **state)
{
	for (unsigned i = 0; i < 2; i++) {
		struct scene scene = scene_standby();
		struct settings settings = scene.engine.settings;

		(void)state;
		settings.preferred ^= i == 0;
		settings.automatic_failback ^= i == 1;
		scene.engine.wishes.pinned = true;
		scene.engine.handover.retry_us = INT64_MAX;
		scene = set(scene, &settings);
		assert_false(scene.engine.wishes.pinned);
		assert_int_equal(scene.engine.handover.retry_us, scene.now_us);
	}
}

static void another_peer_must_prove_itself(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_SETTINGS, .peer_changed = true };

	(void)state;
	input.settings = scene.engine.settings;
	take(&scene, &input);
	assert_false(scene.engine.liveness.ever);
	assert_int_equal(scene.engine.links[0].session.peer, 0);
}

static void the_end_of_maintenance_withdraws_its_invitation(void **state)
{
	struct scene scene = active();
	struct settings settings = scene.engine.settings;

	(void)state;
	scene.engine.settings.maintenance = true;
	scene.engine.wishes.forced_out = true;
	handover_invite(&scene.engine.handover, scene.now_us);
	scene = set(scene, &settings);
	assert_false(scene.engine.handover.inviting);
	assert_false(scene.engine.wishes.forced_out);
}

static void an_operators_invitation_outlives_other_settings(void **state)
{
	struct scene scene = active();
	struct settings settings = scene.engine.settings;

	(void)state;
	handover_invite(&scene.engine.handover, scene.now_us);
	scene = set(scene, &settings);
	assert_true(scene.engine.handover.inviting);
	scene.engine.settings.maintenance = true;
	scene.engine.handover.progress = PROGRESS_RUNNING;
	scene = set(scene, &settings);
	assert_true(scene.engine.handover.inviting);
	settings.maintenance = true;
	scene.engine.handover.progress = PROGRESS_IDLE;
	scene.engine.wishes.forced_out = true;
	scene = set(scene, &settings);
	assert_true(scene.engine.handover.inviting);
	assert_true(scene.engine.wishes.forced_out);
}

static void a_removal_that_is_done_lets_the_next_word_go_at_once(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.engine.handover.repeat_us = INT64_MAX;
	take_kind(&scene, INPUT_RELEASED);
	assert_int_equal(scene.engine.lease.state, LEASE_HELD);
	lease_remove(&scene.engine.lease, scene.now_us);
	take_kind(&scene, INPUT_RELEASED);
	assert_int_equal(scene.engine.lease.state, LEASE_NONE);
	assert_int_equal(scene.engine.handover.repeat_us, scene.now_us);
}

static void trouble_of_a_path_that_is_not_configured_is_ignored(void **state)
{
	struct scene scene = scene_standby();
	struct input input = {
		.kind = INPUT_TROUBLE, .link = 1, .trouble = TROUBLE_REFUSED
	};

	(void)state;
	take(&scene, &input);
	assert_int_equal(scene.engine.links[0].trouble, TROUBLE_REFUSED);
	input.link = 2;
	take(&scene, &input);
	assert_int_equal(scene.engine.links[1].trouble, TROUBLE_NONE);
}

static void what_a_closed_path_kept_back_may_be_asked_once_it_is_open(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_TROUBLE, .link = 1 };

	(void)state;
	scene.engine.pace.ask_us = INT64_MAX;
	take(&scene, &input);
	assert_int_equal(scene.engine.pace.ask_us, INT64_MAX);
	input.trouble = TROUBLE_UNUSABLE;
	take(&scene, &input);
	assert_int_equal(scene.engine.pace.ask_us, INT64_MAX);
	input.trouble = TROUBLE_REFUSED;
	take(&scene, &input);
	assert_int_equal(scene.engine.pace.ask_us, INT64_MAX);
	input.trouble = TROUBLE_NONE;
	take(&scene, &input);
	assert_int_equal(scene.engine.pace.ask_us, INT64_MAX);
	input.trouble = TROUBLE_UNUSABLE;
	take(&scene, &input);
	input.trouble = TROUBLE_NONE;
	take(&scene, &input);
	assert_int_equal(scene.engine.pace.ask_us, scene.now_us);
}

static void each_plain_event_reaches_what_it_is_about(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.now_us += 5;
	take_kind(&scene, INPUT_RENEWED);
	assert_int_equal(scene.engine.lease.renewed_us, scene.now_us);
	take_kind(&scene, INPUT_REFERENCE);
	assert_int_equal(scene.engine.reference_watch.answered_us, scene.now_us);
	take_kind(&scene, INPUT_INTERFACE);
	assert_false(scene.engine.fitness.interface_up);
	take_kind(&scene, INPUT_STOP);
	take_kind(&scene, INPUT_STOP);
	assert_true(scene.engine.wishes.stopping);
}

static void other_macs_are_told_at_once_and_kept_when_the_interface_goes(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_INTERFACE, .up = true, .mac_count = 2 };
	unsigned sent = scene.done[ACTION_SEND];

	(void)state;
	input.macs[1][5] = 7;
	scene_step(&scene, &input);
	assert_int_equal(scene.done[ACTION_SEND], sent + 1);
	assert_int_equal(scene.actions.list[0].heartbeat.mac_count, 2);
	assert_int_equal(scene.actions.list[0].heartbeat.macs[1][5], 7);
	scene_step(&scene, &input);
	assert_int_equal(scene.done[ACTION_SEND], sent + 1);
	input = (struct input){ .kind = INPUT_INTERFACE };
	scene_step(&scene, &input);
	assert_int_equal(scene.engine.exchange.mac_count, 2);
}

static void whose_interface_is_back_says_so_until_the_peer_has_heard_it(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_INTERFACE };
	uint32_t news;

	(void)state;
	news = scene.engine.exchange.news_round;
	scene_step(&scene, &input);
	assert_int_equal(scene.engine.exchange.news_round, news);
	input.up = true;
	scene_step(&scene, &input);
	news = scene.engine.exchange.news_round;
	assert_true(news > scene.engine.liveness.last.acknowledged_round);
	scene_pass(&scene, SECOND_US);
	scene_step(&scene, &input);
	assert_int_equal(scene.engine.exchange.news_round, news);
}

static void who_can_hear_again_begins_to_count_the_silence(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_INTERFACE };

	(void)state;
	scene_pass(&scene, 4 * SECOND_US);
	scene_step(&scene, &input);
	scene_pass(&scene, 4 * SECOND_US);
	input.up = true;
	scene_step(&scene, &input);
	assert_int_equal(scene.engine.liveness.listening_us, scene.now_us);
	scene_pass(&scene, 10 * SECOND_US - 1);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 0);
	scene_pass(&scene, 1);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 1);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	scene_step(&scene, &input);
	assert_int_not_equal(scene.engine.liveness.listening_us, scene.now_us);
}

static void a_word_older_than_the_detection_time_ends_no_loss(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_HEARTBEAT };

	(void)state;
	scene_pass(&scene, 12 * SECOND_US);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 1);
	scene.words.sequence = scene.engine.links[0].session.received + 1;
	scene.words.acknowledged = scene.engine.links[0].session.sent;
	scene.words.round++;
	input.heartbeat = scene.words;
	input.age_us = 10 * SECOND_US;
	scene_step(&scene, &input);
	assert_int_equal(scene.told[EVENT_PEER_RECOVERED], 0);
	assert_true(scene.engine.liveness.lost);
	input.heartbeat.sequence++;
	input.heartbeat.round++;
	input.age_us--;
	scene_step(&scene, &input);
	assert_int_equal(scene.told[EVENT_PEER_RECOVERED], 1);
}

static void a_link_that_is_taken_out_takes_its_alarm_along(void **state)
{
	struct settings settings = scene_settings();
	struct input input = { .kind = INPUT_SETTINGS };
	struct scene scene;

	(void)state;
	settings.links = 3;
	scene = scene_begin(&settings);
	scene.engine.links[1].told = true;
	scene.engine.links[2].told = true;
	input.settings = settings;
	input.settings.links = 2;
	scene_step(&scene, &input);
	assert_int_equal(scene.told[EVENT_LINK_UP], 1);
	assert_int_equal(scene.events[EVENT_LINK_UP].link, 3);
	assert_int_equal(scene.events[EVENT_LINK_UP].reason, REASON_LINK_REMOVED);
	assert_true(scene.engine.links[1].told);
	assert_false(scene.engine.links[2].told);
}

static void a_link_that_is_put_back_has_time_to_come_up(void **state)
{
	struct settings settings = scene_settings();
	struct input input = { .kind = INPUT_SETTINGS };
	struct scene scene;

	(void)state;
	scene = scene_begin(&settings);
	scene_pass(&scene, 4 * SECOND_US);
	input.settings = settings;
	input.settings.links = 2;
	scene_step(&scene, &input);
	assert_int_equal(scene.engine.links[1].watched_us, scene.now_us);
	assert_int_not_equal(scene.engine.links[0].watched_us, scene.now_us);
}

/* table */
/* Each kind of event does its own part and not that of the kind after it. */

static void news_of_the_interface_confirm_no_hold(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	lease_ask(&scene.engine.lease, &scene.engine.settings, scene.now_us);
	take_kind(&scene, INPUT_INTERFACE);
	assert_int_equal(scene.engine.lease.state, LEASE_ASKED);
}

static void a_confirmation_is_no_refusal_and_a_refusal_no_renewal(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	take_kind(&scene, INPUT_HELD);
	assert_int_equal(scene.engine.fitness.refused_until_us, 0);
	scene.engine.lease.renewed_us = 5;
	take_kind(&scene, INPUT_HOLD_REFUSED);
	assert_int_equal(scene.engine.lease.renewed_us, 5);
}

static void a_renewal_takes_nothing_away_and_a_loss_is_no_release(void **state)
{
	struct scene scene = active();

	(void)state;
	take_kind(&scene, INPUT_RENEWED);
	assert_false(scene.engine.lease.gone);
	scene.engine.standing.role = ROLE_STANDBY;
	take_kind(&scene, INPUT_FIPS_GONE);
	assert_int_equal(scene.engine.lease.state, LEASE_REMOVING);
}

static void a_release_finds_nothing_and_what_is_found_is_no_rival(void **state)
{
	struct scene scene = scene_standby();
	struct input found = { .kind = INPUT_FIPS_FOUND };

	(void)state;
	take_kind(&scene, INPUT_RELEASED);
	assert_int_equal(scene.engine.lease.state, LEASE_NONE);
	scene.engine.probe.running = true;
	scene.engine.probe.sent = 3;
	take(&scene, &found);
	assert_int_equal(scene.engine.probe.sent, 3);
	take_kind(&scene, INPUT_RIVAL_PROBE);
	assert_int_equal(scene.engine.probe.sent, 0);
	assert_false(scene.engine.probe.answered);
}

static void an_answer_is_no_command_and_a_command_no_setting(void **state)
{
	struct scene scene = active();
	struct input input = { .kind = INPUT_ANSWERED,
		.command = COMMAND_RESET_COUNTERS };

	(void)state;
	scene.engine.counters.failovers = 7;
	take(&scene, &input);
	assert_int_equal(scene.engine.counters.failovers, 7);
	input.kind = INPUT_COMMAND;
	take(&scene, &input);
	assert_int_equal(scene.engine.counters.failovers, 0);
	assert_int_equal(scene.engine.settings.interval_ms, 2000);
}

static void settings_stop_nothing_and_a_stop_is_no_trouble(void **state)
{
	struct scene scene = active();
	struct input input = {
		.kind = INPUT_SETTINGS, .link = 1, .trouble = TROUBLE_REFUSED
	};

	(void)state;
	input.settings = scene.engine.settings;
	take(&scene, &input);
	assert_false(scene.engine.wishes.stopping);
	input.kind = INPUT_STOP;
	take(&scene, &input);
	take(&scene, &input);
	assert_true(scene.engine.wishes.stopping);
	assert_int_equal(scene.engine.links[0].trouble, TROUBLE_NONE);
	scene.engine.reference_watch.answered_us = 5;
	input.kind = INPUT_TROUBLE;
	take(&scene, &input);
	assert_int_equal(scene.engine.links[0].trouble, TROUBLE_REFUSED);
	assert_int_equal(scene.engine.reference_watch.answered_us, 5);
}

/* Its numbers go on: with those of its former time a recording could prove itself. */
static void a_link_that_is_no_longer_set_is_forgotten_but_for_its_numbers(void **state)
{
	struct settings settings = scene_settings();
	struct input input = { .kind = INPUT_SETTINGS };
	uint32_t sent;
	struct scene scene;

	(void)state;
	settings.links = 2;
	scene = scene_begin(&settings);
	scene_hear_on(&scene, 2);
	sent = scene.engine.links[1].session.sent;
	assert_true(sent > 0);
	input.settings = settings;
	input.settings.links = 1;
	take(&scene, &input);
	assert_int_equal(scene.engine.links[1].session.sent, sent);
	assert_int_equal(scene.engine.links[1].session.barrier, sent + 1);
	assert_int_equal(scene.engine.links[1].session.own, 42);
	assert_int_equal(scene.engine.links[1].session.peer, 0);
	assert_int_equal(scene.engine.links[1].received, 0);
	assert_false(scene.engine.links[1].ever);
	assert_true(scene.engine.links[0].session.sent > 0);
}

static void tell_health(struct scene *scene, bool unwell)
{
	struct input input = { .kind = INPUT_HEALTH, .unwell = unwell };

	take(scene, &input);
}

static void a_check_that_fails_or_passes_is_news_for_the_peer(void **state)
{
	struct scene scene = scene_standby();
	int64_t since_us = scene.engine.liveness.stable_since_us;

	(void)state;
	scene.now_us += 10 * MS_US;
	tell_health(&scene, false);
	assert_int_equal(scene.engine.liveness.stable_since_us, since_us);
	assert_int_not_equal(scene.engine.pace.beat_us, scene.now_us);
	tell_health(&scene, true);
	assert_true(scene.engine.fitness.unwell);
	assert_int_equal(scene.engine.pace.beat_us, scene.now_us);
	assert_int_equal(
		scene.engine.exchange.news_round, scene.engine.exchange.round + 1);
	scene.now_us += 10 * MS_US;
	tell_health(&scene, false);
	assert_false(scene.engine.fitness.unwell);
	assert_int_equal(scene.engine.pace.beat_us, scene.now_us);
	/* The failback delay begins. */
	assert_int_equal(scene.engine.liveness.stable_since_us, scene.now_us);
}

static bool invites_when_well(struct scene scene, enum progress progress)
{
	scene.engine.fitness.unwell = true;
	scene.engine.handover.progress = progress;
	handover_invite(&scene.engine.handover, scene.now_us);
	tell_health(&scene, false);
	return scene.engine.handover.inviting;
}

static void who_is_well_again_withdraws_only_its_own_invitation(void **state)
{
	struct scene scene = active();

	(void)state;
	assert_false(invites_when_well(scene, PROGRESS_IDLE));
	assert_true(invites_when_well(scene, PROGRESS_RUNNING));
	scene.engine.settings.maintenance = true;
	assert_true(invites_when_well(scene, PROGRESS_IDLE));
	scene.engine.settings.maintenance = false;
	handover_invite(&scene.engine.handover, scene.now_us);
	tell_health(&scene, true);
	assert_true(scene.engine.handover.inviting);
}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			whose_interface_is_back_says_so_until_the_peer_has_heard_it),
		cmocka_unit_test(who_can_hear_again_begins_to_count_the_silence),
		cmocka_unit_test(a_word_older_than_the_detection_time_ends_no_loss),
		cmocka_unit_test(a_link_that_is_taken_out_takes_its_alarm_along),
		cmocka_unit_test(a_link_that_is_put_back_has_time_to_come_up),
		cmocka_unit_test(a_confirmation_nobody_waits_for_changes_nothing),
		cmocka_unit_test(a_takeovers_confirmation_restores_nothing),
		cmocka_unit_test(a_fip_that_is_back_is_announced_and_told),
		cmocka_unit_test(a_refused_hold_is_a_fault_for_ten_seconds),
		cmocka_unit_test(
			what_is_gone_from_a_node_that_is_not_active_is_removed_whole),
		cmocka_unit_test(the_sixth_removal_within_a_minute_is_too_often),
		cmocka_unit_test(six_removals_in_more_than_a_minute_are_borne),
		cmocka_unit_test(an_expiry_is_no_removal_by_an_outsider),
		cmocka_unit_test(one_loss_is_noticed_once),
		cmocka_unit_test(fips_found_with_enough_time_left_are_renewed_and_kept),
		cmocka_unit_test(fips_found_too_late_are_removed),
		cmocka_unit_test(fips_found_in_the_middle_of_a_life_are_removed),
		cmocka_unit_test(an_answer_concerns_who_probes_holds_back_or_holds),
		cmocka_unit_test(
			a_third_host_is_a_conflict_that_is_told_once_in_a_minute),
		cmocka_unit_test(a_peer_that_answers_a_standby_is_no_conflict),
		cmocka_unit_test(
			a_peer_that_answers_an_active_for_a_second_makes_a_split_brain),
		cmocka_unit_test(an_address_is_defended_every_ten_seconds_at_most),
		cmocka_unit_test(
			a_third_node_says_nothing_of_the_peers_mac_nor_of_an_outsider),
		cmocka_unit_test(other_macs_are_news_for_the_peer),
		cmocka_unit_test(a_probe_of_a_third_host_begins_nothing_again),
		cmocka_unit_test(who_is_held_for_a_rival_takes_its_probes_for_answers),
		cmocka_unit_test(
			an_answer_for_a_peer_that_says_it_has_nothing_is_a_conflict),
		cmocka_unit_test(
			of_two_that_probe_at_once_the_second_node_begins_again),
		cmocka_unit_test(settings_are_in_force_at_once_and_told_at_once),
		cmocka_unit_test(who_changes_a_preference_wants_the_fips_to_follow_it),
		cmocka_unit_test(another_peer_must_prove_itself),
		cmocka_unit_test(the_end_of_maintenance_withdraws_its_invitation),
		cmocka_unit_test(an_operators_invitation_outlives_other_settings),
		cmocka_unit_test(a_removal_that_is_done_lets_the_next_word_go_at_once),
		cmocka_unit_test(trouble_of_a_path_that_is_not_configured_is_ignored),
		cmocka_unit_test(
			what_a_closed_path_kept_back_may_be_asked_once_it_is_open),
		cmocka_unit_test(each_plain_event_reaches_what_it_is_about),
		cmocka_unit_test(
			other_macs_are_told_at_once_and_kept_when_the_interface_goes),
		cmocka_unit_test(news_of_the_interface_confirm_no_hold),
		cmocka_unit_test(a_confirmation_is_no_refusal_and_a_refusal_no_renewal),
		cmocka_unit_test(a_renewal_takes_nothing_away_and_a_loss_is_no_release),
		cmocka_unit_test(a_release_finds_nothing_and_what_is_found_is_no_rival),
		cmocka_unit_test(an_answer_is_no_command_and_a_command_no_setting),
		cmocka_unit_test(settings_stop_nothing_and_a_stop_is_no_trouble),
		cmocka_unit_test(
			a_link_that_is_no_longer_set_is_forgotten_but_for_its_numbers),
		cmocka_unit_test(a_check_that_fails_or_passes_is_news_for_the_peer),
		cmocka_unit_test(who_is_well_again_withdraws_only_its_own_invitation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
