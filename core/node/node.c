#include "node/node.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/config_engine.h"
#include "engine/operator.h"
#include "engine/queries.h"
#include "fips/fip_hold.h"
#include "heartbeat/links.h"
#include "loop/log.h"
#include "segment/segment.h"
#include "words/narrate.h"

/* The node returns to this if another setup cannot be put in force. */
struct former {
	struct setup setup;
	struct settings settings;
	struct ip own;
};

/* An interface that comes and goes, by whoever's doing, fills no log. */
static void log_interface(struct node *node, enum message_level level, int id,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

static void log_interface(
	struct node *node, enum message_level level, int id, const char *format, ...)
{
	const struct quiet_line line = { 0, level, id };
	char text[NODE_TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	quiet_log(&node->quiet, &line, loop_now_us(node->loop), "%s", text);
}

static void log_closed_link(struct node *node)
{
	const struct config *config = &node->setup.config;
	struct ip own = { 0 };
	char text[NODE_TEXT_MAX];
	int error;
	enum setup_own verdict = setup_find_own(config, &own, &error);

	if (verdict == SETUP_OWN_KNOWN) {
		log_interface(node, MESSAGE_ERROR, 209,
			"the heartbeat path from %s to %s over %s "
			"cannot be opened: %s; fipd waits in fault",
			node->event_log.own, node->event_log.peer, config->interface,
			strerror(-node->network.links.list[0].error));
	} else {
		setup_explain_own(text, sizeof(text), verdict, config, error);
		log_interface(
			node, MESSAGE_ERROR, 211, "%s; fipd waits in fault", text);
	}
}

/* The line names the obstacle, so that it is enough to know what to do. */
static void log_unusable(struct node *node)
{
	const char *name = node->setup.config.interface;
	const struct netlink_interface *interface = fips_interface(node->network.fips);
	int id = node->started ? 310 : 214;

	if (!interface->index) {
		log_interface(node, MESSAGE_WARNING, id,
			"interface %s does not exist; fipd waits "
			"for it in fault",
			name);
	} else if (!interface->up) {
		log_interface(node, MESSAGE_WARNING, id,
			"interface %s is down or has no carrier; "
			"fipd waits for it in fault",
			name);
	} else {
		log_closed_link(node);
	}
}

static bool has_other_macs(const struct node *node, const struct input *input)
{
	const struct exchange *told = &node->driver.engine.exchange;

	return input->mac_count > 0
	       && (input->mac_count != told->mac_count
		       || memcmp(input->macs, told->macs, sizeof(told->macs)) != 0);
}

/* The fault's first cause is told by the event. */
static void log_lack(struct node *node, enum lack lack)
{
	if (lack == LACK_INTERFACE) {
		log_unusable(node);
	} else if (node->started && !node->usable) {
		log_interface(node, MESSAGE_WARNING, 334,
			"still in fault, and what is lacking now is another thing: %s",
			narrate_reason_text(lack == LACK_REAL_IP ? REASON_REAL_IP_LOST
								 : REASON_ROUTE_LOST));
	}
}

static void tell_usable(struct node *node, struct input *input)
{
	node->started = true;
	node->usable = input->up;
	node->lack = input->lack;
	driver_step(&node->driver, input);
}

/*
 * The carrier went and came while fipd stood still.  Behind it a port may pass no frame
 * yet, so it is a loss like any other: what is held is given up, and silence counts
 * anew (the_actives_cable_out_and_back_while_frozen.story).
 */
static void tell_missed_loss(struct node *node, const struct input *now)
{
	struct input lost = *now;

	lost.up = false;
	lost.lack = LACK_INTERFACE;
	log_interface(node, MESSAGE_WARNING, 310,
		"interface %s had lost its carrier or was gone for a moment",
		node->setup.config.interface);
	tell_usable(node, &lost);
}

/* Let the engine know whether the network is usable, at the start and when it changes.
 */
static void update_usable(struct node *node)
{
	struct input input = { .kind = INPUT_INTERFACE };
	bool came = network_describe(&node->network, &input);
	bool turned;

	if (came && node->usable && input.up) {
		tell_missed_loss(node, &input);
	}
	turned = !node->started || input.up != node->usable;
	if (!turned && (input.up || input.lack == node->lack)
		&& !has_other_macs(node, &input)) {
		return;
	}
	if (!input.up && (turned || input.lack != node->lack)) {
		log_lack(node, input.lack);
	} else if (input.up && node->started && turned) {
		log_interface(node, MESSAGE_INFO, 311,
			"interface %s is up and a heartbeat path "
			"is open",
			node->setup.config.interface);
	}
	tell_usable(node, &input);
}

/* Which one it is, only the log must know. */
static void on_fips_gone(struct ip fip, void *context)
{
	struct node *node = context;

	ip_write(fip, node->event_log.lost);
	driver_step_kind(&node->driver, INPUT_FIPS_GONE);
}

/* The engine is told only what it does not know. */
static void on_fips_copied(void *context)
{
	struct node *node = context;
	struct copy copy = fips_copy(node->network.fips);
	const struct copy *known = &node->driver.engine.outsider.copy;

	if (copy.fip != known->fip || copy.prefix_length != known->prefix_length
		|| copy.protocol != known->protocol || copy.bound != known->bound) {
		driver_step_kind(&node->driver, INPUT_COPY);
	}
}

static void on_usable(void *context)
{
	struct node *node = context;

	if (node->resident != NULL) {
		resident_look(node->resident);
	}
	update_usable(node);
}

static struct network_plan plan_of(const struct node *node)
{
	return (struct network_plan){
		.config = &node->setup.config,
		.keys = &node->setup.keys,
		.settings = &node->settings,
		.own = node->own,
		.state = node->state,
	};
}

/* Let the engine's settings follow from the configuration and the real IP in force. */
static void derive_settings(struct node *node)
{
	config_engine_settings(
		&node->setup.config, node->own, node->version, &node->settings);
	event_log_name(&node->event_log, &node->setup.config, node->own);
}

int node_open_network(struct node *node)
{
	struct network_plan plan;
	struct network_listener listener = {
		.on_gone = on_fips_gone,
		.on_copy = on_fips_copied,
		.on_usable = on_usable,
		.context = node,
	};

	driver_listen(&node->driver, &listener);
	derive_settings(node);
	plan = plan_of(node);
	return network_open(&node->network, node->loop, &plan, &listener);
}

static void put_resident(const struct node *node)
{
	int error = resident_put(node->resident, &node->setup.config);

	/* A missing interface is logged elsewhere, and waited for. */
	if (error && error != -ENODEV) {
		log_message(MESSAGE_WARNING, 317,
			"the F-IPs cannot be made resident: %s", strerror(-error));
	}
}

int node_open_resident(struct node *node, const char *state)
{
	int error = resident_open(&node->resident, node->loop, state);

	if (!error) {
		put_resident(node);
	}
	return error;
}

static size_t count_v6(const struct config *config)
{
	size_t count = 0;

	for (size_t i = 0; i < config->fip_count; i++) {
		count += config->fips[i].address.family == IP_V6;
	}
	return count;
}

/* Warn if the F-IPs are too many to be removed in the time that is left for it. */
static void warn_of_lease(const struct node *node)
{
	const struct config *config = &node->setup.config;
	int64_t span_us = settings_fence_us(&node->settings);
	size_t v6_count = count_v6(config);
	int64_t removal_us;

	if (node->settings.enabled && span_us > 0
		&& !fence_can_remove(
			config->fip_count - v6_count, v6_count, span_us, &removal_us)) {
		log_message(MESSAGE_WARNING, 215,
			"the kernel takes about %lld ms to remove %zu F-IPs, too long "
			"for this timing: if fipd freezes, both nodes may answer for "
			"some of them for a moment",
			(long long)(removal_us / MS_US), config->fip_count);
	}
}

/*
 * The F-IPs that a former life left are ours as long as its lease runs; a part of them
 * is not.
 */
static void find_fips(struct node *node, bool pinned)
{
	struct input input = { .kind = INPUT_FIPS_FOUND, .pinned = pinned };
	struct fips *fips = node->network.fips;
	int64_t beat_us = settings_interval_us(&node->settings);
	int64_t span_us = settings_fence_us(&node->settings) > 0 ? beat_us / 4 : 0;
	int found;

	fips_find(fips, &input.remaining_us);
	fip_hold_take_over(fips, node->network.fence, span_us);
	found = fips_find(fips, &input.remaining_us);
	if (found <= 0) {
		return;
	}
	if ((size_t)found < node->setup.config.fip_count) {
		fips_release(node->network.fips);
		return;
	}
	log_message(MESSAGE_NOTICE, 224,
		"the F-IPs of a former life are here, with %.1f s "
		"of their lease left",
		(double)input.remaining_us / SECOND_US);
	driver_step(&node->driver, &input);
}

void node_start(struct node *node, const struct recording_start *start, bool pinned)
{
	struct driver *driver = &node->driver;

	node->changed_us = loop_now_us(node->loop);
	driver->loop = node->loop;
	driver->network = &node->network;
	driver->event_log = &node->event_log;
	driver->recorder = node->event_log.recorder;
	driver_start(driver, start);
	if (!node->setup.config.authenticated) {
		log_message(MESSAGE_WARNING, 216,
			"heartbeats are not authenticated (auth: "
			"none): anyone on the network can forge them");
	}
	warn_of_lease(node);
	update_usable(node);
	find_fips(node, pinned);
	on_fips_copied(node);
}

struct event node_event(const struct node *node, enum event_kind kind)
{
	const struct engine *engine = &node->driver.engine;

	return (struct event){
		.kind = kind,
		.from = engine->standing.role,
		.to = engine->standing.role,
		.peer = query_peer_role(engine, loop_now_us(node->loop)),
		.reason = REASON_NONE,
	};
}

void node_add_event(
	struct node *node, enum event_kind kind, const struct event_words *words)
{
	struct event event = node_event(node, kind);

	event_log_add(&node->event_log, &event, words, loop_now_us(node->loop));
}

static bool has_same_way(const struct config *a, const struct config *b)
{
	return ip_equal(a->peer, b->peer) && ip_equal(a->address, b->address)
	       && a->routed == b->routed && strcmp(a->interface, b->interface) == 0;
}

bool node_find_own(const struct node *node, const struct config *config, struct ip *own,
	char *text, size_t size)
{
	enum setup_own verdict;
	int error;

	*own = (struct ip){ 0 };
	if (has_same_way(config, &node->setup.config)) {
		*own = node->own;
	}
	verdict = setup_find_own(config, own, &error);
	if (verdict == SETUP_OWN_KNOWN
		|| (verdict == SETUP_OWN_UNKNOWN && !ip_is_set(node->own))) {
		return true;
	}
	setup_explain_own(text, size, verdict, config, error);
	return false;
}

/* Return the lease for which the F-IPs are held now; 0 if they are not held, or not for
 * much longer. */
static uint32_t held_lease_s(const struct node *node)
{
	const struct lease *lease = &node->driver.engine.lease;

	if (lease->state != LEASE_HELD
		|| lease_has_expired(lease, loop_now_us(node->loop))) {
		return 0;
	}
	return settings_lease_s(&node->settings);
}

static struct former keep_former(const struct node *node)
{
	return (struct former){
		.setup = node->setup,
		.settings = node->settings,
		.own = node->own,
	};
}

static void take_setup(struct node *node, const struct setup *setup, struct ip own)
{
	node->setup = *setup;
	node->own = own;
	derive_settings(node);
}

static bool change_network(
	struct node *node, const struct former *former, char *text, size_t size)
{
	struct network_plan plan = plan_of(node);
	int error = network_change(&node->network, &plan, held_lease_s(node));

	if (!error) {
		return true;
	}
	setup_explain_change(
		text, size, &former->setup.config, &node->setup.config, error);
	take_setup(node, &former->setup, former->own);
	plan = plan_of(node);
	error = network_change(&node->network, &plan, held_lease_s(node));
	if (error) {
		log_message(MESSAGE_ERROR, 306,
			"the old settings cannot be put back at "
			"once: %s",
			strerror(-error));
	}
	return false;
}

static void pass_settings(struct node *node, const struct former *former)
{
	struct input input = { .kind = INPUT_SETTINGS, .settings = node->settings };

	input.peer_changed =
		!ip_equal(former->own, node->own)
		|| !ip_equal(former->setup.config.peer, node->setup.config.peer);
	driver_step(&node->driver, &input);
	update_usable(node);
	on_fips_copied(node);
}

/* A reload that changes nothing is no event. */
static void log_change(struct node *node, const struct setup *before)
{
	const struct setup *after = &node->setup;
	char text[NODE_TEXT_MAX];
	char names[ENTRY_SUBJECT_MAX + 1];
	struct event_words words = { .detail = text, .subject = names };

	setup_write_diff(text, sizeof(text), &before->config, &after->config);
	setup_write_names(names, sizeof(names), &before->config, &after->config);
	if (!*text && memcmp(&before->keys, &after->keys, sizeof(before->keys)) != 0) {
		snprintf(text, sizeof(text), "other keys");
		snprintf(names, sizeof(names), "key_file");
	}
	if (*text) {
		node->changed_us = loop_now_us(node->loop);
		node_add_event(node, EVENT_CONFIG_CHANGED, &words);
		warn_of_lease(node);
	}
}

bool node_reconfigure(
	struct node *node, const struct setup *next, char *text, size_t size)
{
	struct former former = keep_former(node);
	struct ip own;

	if (!node_find_own(node, &next->config, &own, text, size)) {
		return false;
	}
	take_setup(node, next, own);
	if (!change_network(node, &former, text, size)) {
		return false;
	}
	put_resident(node);
	pass_settings(node, &former);
	log_change(node, &former.setup);
	log_set_pair(node->setup.config.pair);
	explicit_bzero(&former.setup.keys, sizeof(former.setup.keys));
	return true;
}

/* The host was not ready when fipd started: no address, no route, no interface. */
static void look_for_own(struct node *node)
{
	struct former former = keep_former(node);
	struct ip own = { 0 };
	int error;
	char text[NODE_TEXT_MAX];

	if (setup_find_own(&former.setup.config, &own, &error) == SETUP_OWN_KNOWN) {
		take_setup(node, &former.setup, own);
		if (change_network(node, &former, text, sizeof(text))) {
			pass_settings(node, &former);
		}
	}
}

static void explain_restart(
	const struct engine *engine, uint32_t span_s, char *text, size_t size)
{
	if (engine->standing.role == ROLE_ACTIVE) {
		snprintf(text, size,
			"a stop of fipd within %u s keeps the F-IPs for %u s: start it "
			"again within those",
			span_s, engine->lease.lease_s);
	} else {
		snprintf(text, size,
			"a stop of fipd within %u s is a restart: this node is %s, the "
			"F-IPs are not here",
			span_s, narrate_role(engine->standing.role));
	}
}

bool node_plan_restart(struct node *node, uint32_t span_s, char *text, size_t size)
{
	const struct engine *engine = &node->driver.engine;
	int64_t now_us = loop_now_us(node->loop);

	if (span_s == 0) {
		node->restart_until_us = 0;
		snprintf(
			text, size, "no restart is planned: a stop gives the F-IPs up");
		log_message(MESSAGE_INFO, 333, "%s", text);
		return true;
	}
	if (!operator_can_return(engine, now_us)) {
		snprintf(text, size,
			"a restart now would keep nothing: the role is %s; wait until "
			"it is active or standby",
			narrate_role(engine->standing.role));
		return false;
	}
	node->restart_until_us = now_us + (int64_t)span_s * SECOND_US;
	explain_restart(engine, span_s, text, size);
	log_message(MESSAGE_INFO, 332, "a restart is planned: %s", text);
	return true;
}

static void end_restart(struct node *node)
{
	if (node->restart_until_us != 0
		&& loop_now_us(node->loop) >= node->restart_until_us) {
		node->restart_until_us = 0;
		log_message(MESSAGE_INFO, 333,
			"the planned restart did not come: a stop gives the F-IPs up");
	}
}

static void log_kept_back(struct node *node)
{
	int64_t now_us = loop_now_us(node->loop);

	quiet_tick(&node->quiet, now_us);
	quiet_tick(&node->network.quiet, now_us);
	quiet_tick(&node->driver.quiet, now_us);
	quiet_tick(&node->event_log.quiet, now_us);
}

void node_tick(struct node *node)
{
	struct segment *segment = node->network.segment;

	if (!ip_is_set(node->own)) {
		look_for_own(node);
		segment = node->network.segment;
	}
	links_tick(&node->network.links);
	update_usable(node);
	if (liveness_mac(&node->driver.engine.liveness) == NULL
		&& node->settings.enabled) {
		segment_ask_peer(segment);
	}
	fence_tick(node->network.fence);
	end_restart(node);
	log_kept_back(node);
}

void node_stop(struct node *node)
{
	struct input input = { .kind = INPUT_STOP };

	input.keep = loop_now_us(node->loop) < node->restart_until_us;
	driver_step(&node->driver, &input);
}

/* After a planned restart, the next life finds the host as it needs it. */
static void close_resident(struct node *node)
{
	int error =
		resident_close(node->resident, !node->driver.engine.wishes.departing);

	if (error) {
		log_message(MESSAGE_WARNING, 317,
			"what was done for resident F-IPs cannot be undone: %s",
			strerror(-error));
	}
}

void node_close(struct node *node)
{
	network_close(&node->network);
	close_resident(node);
	explicit_bzero(&node->setup.keys, sizeof(node->setup.keys));
}
