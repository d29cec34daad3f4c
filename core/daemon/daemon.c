#include "daemon/daemon.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/config_engine.h"
#include "daemon/notify.h"
#include "daemon/readiness.h"
#include "loop/log.h"
#include "node/config_diff.h"
#include "node/own_address.h"

static struct network_plan plan_of(const struct daemon *daemon)
{
	return (struct network_plan){
		.config = &daemon->setup.config,
		.keys = &daemon->setup.keys,
		.settings = &daemon->settings,
		.own = daemon->own,
	};
}

/* The lease for which the F-IPs are held now, 0: they are not, or no more for long. */
static uint32_t held_lease_s(const struct daemon *daemon)
{
	const struct lease *lease = &daemon->driver.engine.lease;

	if (lease->state != LEASE_HELD
		|| lease_is_stale(lease, loop_now_us(daemon->loop))) {
		return 0;
	}
	return settings_lease_s(&daemon->settings);
}

/* What a step back needs. */
struct former {
	struct setup setup;
	struct settings settings;
	struct ip own;
};

void daemon_derive_settings(struct daemon *daemon)
{
	config_engine_settings(&daemon->setup.config, daemon->own, &daemon->settings);
	daemon->settings.release = config_engine_release(daemon->version);
	event_log_name(&daemon->event_log, &daemon->setup.config, daemon->own);
}

static void take(struct daemon *daemon, const struct setup *setup, struct ip own)
{
	daemon->setup = *setup;
	daemon->own = own;
	daemon_derive_settings(daemon);
}

static bool change_network(
	struct daemon *daemon, const struct former *former, char *text, size_t size)
{
	struct network_plan plan = plan_of(daemon);
	int error = network_change(&daemon->network, &plan, held_lease_s(daemon));

	if (!error) {
		return true;
	}
	snprintf(text, size, "port %u on %s: %s; the old settings stay in force",
		daemon->setup.config.port, daemon->setup.config.interface,
		strerror(-error));
	take(daemon, &former->setup, former->own);
	plan = plan_of(daemon);
	error = network_change(&daemon->network, &plan, held_lease_s(daemon));
	if (error) {
		log_message(MESSAGE_ERROR, 306,
			"the old settings cannot be put back at "
			"once: %s",
			strerror(-error));
	}
	return false;
}

static void tell_settings(struct daemon *daemon, const struct former *former)
{
	struct input input = { .kind = INPUT_SETTINGS, .settings = daemon->settings };

	input.peer_changed =
		!ip_equal(former->own, daemon->own)
		|| !ip_equal(former->setup.config.peer, daemon->setup.config.peer);
	driver_step(&daemon->driver, &input);
	readiness_tell(daemon);
}

static size_t count_v6(const struct config *config)
{
	size_t count = 0;

	for (size_t i = 0; i < config->fip_count; i++) {
		count += config->fips[i].address.family == IP_V6;
	}
	return count;
}

void daemon_put_resident(struct daemon *daemon)
{
	int error = resident_put(daemon->resident, &daemon->setup.config);

	/* A missing interface is told of elsewhere, and waited for. */
	if (error && error != -ENODEV) {
		log_message(MESSAGE_WARNING, 317,
			"the F-IPs cannot be made resident: %s", strerror(-error));
	}
}

void daemon_warn_of_lease(const struct daemon *daemon)
{
	const struct config *config = &daemon->setup.config;
	int64_t span_us = settings_fence_us(&daemon->settings);
	size_t v6_count = count_v6(config);
	int64_t removal_us = fence_removal_us(config->fip_count - v6_count, v6_count);

	if (daemon->settings.enabled && span_us > 0
		&& !fence_is_in_time(removal_us, span_us)) {
		log_message(MESSAGE_WARNING, 215,
			"the kernel takes about %lld ms to remove %zu F-IPs, too long "
			"for this timing: if fipd freezes, both nodes may answer for "
			"some of them for a moment",
			(long long)(removal_us / MS_US), config->fip_count);
	}
}

/* A reload that changes nothing is no event. */
static void note_change(struct daemon *daemon, const struct setup *before)
{
	const struct engine *engine = &daemon->driver.engine;
	const struct setup *after = &daemon->setup;
	int64_t now_us = loop_now_us(daemon->loop);
	struct event event = {
		.kind = EVENT_CONFIG_CHANGED,
		.from = engine->role,
		.to = engine->role,
		.peer = engine_peer_role(engine, now_us),
		.reason = REASON_NONE,
	};
	char text[DAEMON_TEXT_MAX];

	difference_write(text, sizeof(text), &before->config, &after->config);
	if (!*text && memcmp(&before->keys, &after->keys, sizeof(before->keys)) != 0) {
		snprintf(text, sizeof(text), "other keys");
	}
	if (*text) {
		daemon->reporter.changed_us = now_us;
		event_log_add(&daemon->event_log, &event, text, now_us);
		daemon_warn_of_lease(daemon);
	}
}

/* An own address that was known must stay so: else the F-IPs would be given up. */
static bool find_own(const struct daemon *daemon, const struct config *config,
	struct ip *own, char *text, size_t size)
{
	int error;
	enum own_address_verdict verdict = own_address_find(config, own, &error);

	if (verdict == OWN_ADDRESS_KNOWN
		|| (verdict == OWN_ADDRESS_UNKNOWN && !ip_is_set(daemon->own))) {
		return true;
	}
	own_address_explain(text, size, verdict, config, error);
	return false;
}

bool daemon_reconfigure(
	struct daemon *daemon, const struct setup *next, char *text, size_t size)
{
	struct former former = {
		.setup = daemon->setup,
		.settings = daemon->settings,
		.own = daemon->own,
	};
	struct ip own;

	if (!find_own(daemon, &next->config, &own, text, size)) {
		return false;
	}
	take(daemon, next, own);
	if (!change_network(daemon, &former, text, size)) {
		return false;
	}
	daemon_put_resident(daemon);
	tell_settings(daemon, &former);
	note_change(daemon, &former.setup);
	if (strcmp(former.setup.config.pair, daemon->setup.config.pair) != 0) {
		options_open_log(daemon->options, daemon->setup.config.pair);
	}
	explicit_bzero(&former.setup.keys, sizeof(former.setup.keys));
	return true;
}

/* The host was not ready when fipd started: no address, no route, no interface. */
static void look_for_own(struct daemon *daemon)
{
	struct former former = {
		.setup = daemon->setup,
		.settings = daemon->settings,
		.own = daemon->own,
	};
	struct ip own;
	int error;
	char text[DAEMON_TEXT_MAX];

	if (own_address_find(&former.setup.config, &own, &error) == OWN_ADDRESS_KNOWN) {
		take(daemon, &former.setup, own);
		if (change_network(daemon, &former, text, sizeof(text))) {
			tell_settings(daemon, &former);
		}
	}
}

static void mend_network(struct daemon *daemon)
{
	if (!ip_is_set(daemon->own)) {
		look_for_own(daemon);
	}
	paths_tick(&daemon->network.paths);
	readiness_tell(daemon);
}

void daemon_tick(struct daemon *daemon)
{
	int64_t now_us = loop_now_us(daemon->loop);

	mend_network(daemon);
	if (segment_peer(daemon->network.segment) == NULL && daemon->settings.enabled) {
		segment_ask_peer(daemon->network.segment);
	}
	fence_tick(daemon->network.fence);
	journal_tick(daemon->journal, now_us);
	recorder_tick(daemon->recorder, now_us);
	restart_tick(&daemon->restart, now_us);
	state_file_retry(daemon->keepers.settings);
	state_file_retry(daemon->keepers.cursors);
	state_file_retry(daemon->keepers.epoch);
	server_tick(daemon->server, now_us);
	if (daemon->reload_due && daemon_reload(daemon, 0)) {
		daemon->reload_due = false;
	}
	notify_send("WATCHDOG=1");
	timer_set(daemon->tick, now_us + SECOND_US);
}

void daemon_refuse(struct daemon *daemon, const char *text)
{
	const struct engine *engine = &daemon->driver.engine;
	int64_t now_us = loop_now_us(daemon->loop);
	struct event event = {
		.kind = EVENT_ACTION_REFUSED,
		.from = engine->role,
		.to = engine->role,
		.peer = engine_peer_role(engine, now_us),
		.reason = REASON_NONE,
	};

	snprintf(
		daemon->reporter.refusal, sizeof(daemon->reporter.refusal), "%s", text);
	server_touch(daemon->server);
	if (refusals_allow(&daemon->refusals, now_us)) {
		event_log_add(&daemon->event_log, &event, text, now_us);
	} else if (refusals_is_limit(&daemon->refusals)) {
		log_message(MESSAGE_WARNING, 316,
			"more than %d refusals in a minute; "
			"further ones are not recorded",
			REFUSALS_A_MINUTE);
	} else {
		log_message(MESSAGE_DEBUG, 0, "refused: %s", text);
	}
}

bool daemon_reload(struct daemon *daemon, uint64_t client)
{
	if (transaction_is_busy(&daemon->transaction)
		|| !reload_begin(&daemon->reload, client)) {
		return false;
	}
	notify_reloading();
	return true;
}

void daemon_stop(struct daemon *daemon)
{
	struct input input = {
		.kind = INPUT_STOP,
		.keep = restart_is_planned(&daemon->restart, loop_now_us(daemon->loop)),
	};

	if (!daemon->stopping) {
		daemon->stopping = true;
		notify_send("STOPPING=1");
		driver_step(&daemon->driver, &input);
		loop_stop(daemon->loop);
	}
}
