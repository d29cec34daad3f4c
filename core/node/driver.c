#include "node/driver.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "engine/operator.h"
#include "engine/queries.h"
#include "fips/fip_hold.h"
#include "heartbeat/links.h"
#include "loop/log.h"
#include "segment/segment.h"

/* More rounds are a fault of fipd: a hold leads to a release, which leads to a hold. */
enum {
	ROUNDS_MAX = 64
};

static void give_back(struct driver *driver, enum input_kind kind)
{
	assert(driver->result_count < DRIVER_RESULTS_MAX);
	driver->results[driver->result_count++] = kind;
}

static struct fip_hold fip_hold_of(const struct action *action, int64_t now_us)
{
	return (struct fip_hold){
		.lease_s = action->lease_s,
		.gone_us = action->fence_us ? now_us + action->fence_us : 0,
	};
}

/* What is refused again and again is told once a minute. */
static void log_refusal(
	struct driver *driver, enum action_kind kind, const char *what, int error)
{
	const struct quiet_line line = { kind, MESSAGE_ERROR, 309 };

	if (!error) {
		quiet_forget(&driver->quiet, kind);
		return;
	}
	quiet_log(&driver->quiet, &line, loop_now_us(driver->loop),
		"the F-IPs cannot be %s %s: %s", what,
		driver->network->config.interface, strerror(-error));
}

static void on_set(size_t first, size_t count, void *context)
{
	struct driver *driver = context;

	segment_hasten(driver->network->segment, first, count);
}

/* Whoever holds announces, so those that are there need not wait for the last one. */
static void hold(struct driver *driver, const struct fip_hold *fip_hold)
{
	const struct fips_sink sink = { .on_set = on_set, .context = driver };
	struct network *network = driver->network;
	int error = fip_hold_begin(network->fips, network->fence, fip_hold, &sink);

	if (!error || !driver->hold_failed) {
		log_refusal(driver, ACTION_HOLD, "set on", error);
	}
	driver->hold_failed = error != 0;
	give_back(driver, error ? INPUT_HOLD_REFUSED : INPUT_HELD);
}

/*
 * A renewal that came too late by the clock of this moment was not made; the engine,
 * whose clock is that of the wake-up, must see that before anything else.
 */
static void renew(struct driver *driver, const struct fip_hold *fip_hold)
{
	struct network *network = driver->network;
	int error = fip_hold_extend(network->fips, network->fence, fip_hold);

	if (error == -ESTALE) {
		driver->urgent = true;
	} else if (error == -EALREADY) {
		/* The news that they are gone is on its way here from the kernel. */
		return;
	} else {
		log_refusal(driver, ACTION_RENEW, "renewed on", error);
		give_back(driver, error ? INPUT_HOLD_REFUSED : INPUT_RENEWED);
	}
}

static void release(struct driver *driver)
{
	struct network *network = driver->network;
	int error;

	segment_hush(network->segment);
	error = fip_hold_end(network->fips, network->fence);
	log_refusal(driver, ACTION_RELEASE, "removed from", error);
	if (!error) {
		give_back(driver, INPUT_RELEASED);
	}
}

static void expel(struct driver *driver)
{
	struct network *network = driver->network;
	int error = fips_expel(network->fips);

	if (error && !driver->expel_failed) {
		log_message(MESSAGE_ERROR, 309,
			"what somebody else set cannot be removed from %s: %s",
			network->config.interface, strerror(-error));
	}
	driver->expel_failed = error != 0;
	give_back(driver, INPUT_COPY);
}

static void log_trouble(
	struct driver *driver, enum action_kind kind, const char *what, int error)
{
	const struct quiet_line line = { kind, MESSAGE_WARNING, 315 };

	if (error) {
		quiet_log(&driver->quiet, &line, loop_now_us(driver->loop), "%s: %s",
			what, strerror(-error));
	} else {
		quiet_forget(&driver->quiet, kind);
	}
}

static void probe(struct driver *driver)
{
	/* Who answers cannot be told from the peer while its MAC is not known. */
	if (liveness_mac(&driver->engine.liveness) == NULL) {
		segment_ask_peer(driver->network->segment);
	}
	log_trouble(driver, ACTION_PROBE, "the segment cannot be asked for the F-IPs",
		segment_probe(driver->network->segment));
}

/* flat switch */
static void apply(struct driver *driver, const struct action *action, int64_t now_us)
{
	struct fip_hold fip_hold = fip_hold_of(action, now_us);

	switch (action->kind) {
	case ACTION_SEND:
		links_send(&driver->network->links, action);
		break;
	case ACTION_HOLD:
		hold(driver, &fip_hold);
		break;
	case ACTION_RENEW:
		renew(driver, &fip_hold);
		break;
	case ACTION_RELEASE:
		release(driver);
		break;
	case ACTION_ANNOUNCE:
		log_trouble(driver, action->kind, "the F-IPs cannot be announced",
			segment_announce(driver->network->segment));
		break;
	case ACTION_PROBE:
		probe(driver);
		break;
	case ACTION_EXPEL:
		expel(driver);
		break;
	case ACTION_RELAY:
		network_relay(driver->network, action->relay, action->mac);
		break;
	case ACTION_EMIT:
		event_log_add(driver->event_log, &action->event, NULL, now_us);
		break;
	case ACTION_ASK_REFERENCES:
		/* A reference that cannot be asked is one that does not answer. */
		segment_ask_references(driver->network->segment);
		break;
	case ACTION_KEEP_EPOCH:
		state_file_put_epoch(driver->epoch, action->epoch, action->pinned);
		break;
	}
}

static int64_t step_once(struct driver *driver, const struct input *input)
{
	struct actions actions;

	engine_step(&driver->engine, input, &actions);
	for (unsigned i = 0; i < actions.count; i++) {
		apply(driver, &actions.list[i], input->now_us);
	}
	recorder_step(driver->recorder, &driver->engine, input, &actions);
	return actions.wake_us;
}

static enum input_kind take_result(struct driver *driver)
{
	enum input_kind kind = driver->results[0];

	driver->result_count--;
	memmove(driver->results, driver->results + 1,
		driver->result_count * sizeof(driver->results[0]));
	return kind;
}

void driver_start(struct driver *driver, const struct recording_start *start)
{
	engine_start(&driver->engine, &start->settings, start->incarnation,
		start->epoch, start->now_us);
	recorder_start(driver->recorder, start);
}

static void name_copy(const struct driver *driver, struct input *input)
{
	if (input->kind == INPUT_COPY) {
		input->copy = fips_copy(driver->network->fips);
	}
}

/* Return an event that says how the node stands now. */
static struct event standing_of(const struct driver *driver)
{
	const struct engine *engine = &driver->engine;
	int64_t now_us = loop_now_us(driver->loop);

	struct event standing = {
		.from = engine->standing.settled,
		.to = engine->standing.settled,
		.peer = query_peer_role(engine, now_us),
		.reason = engine->standing.reason,
		.limit_us = query_detection_us(engine),
	};

	if (operator_has_stopped(engine)) {
		standing.kind = EVENT_STOPPED;
	}
	return standing;
}

/* What it leads to is often told by a later step, when nobody is asking. */
static void follow_action(const struct driver *driver)
{
	struct event_log *log = driver->event_log;

	if (driver->engine.handover.progress != PROGRESS_RUNNING) {
		log->operator[0] = '\0';
	} else if (log->operator[0] == '\0') {
		memcpy(log->operator, log->actor, sizeof(log->operator));
	}
}

static void settle(
	const struct driver *driver, const struct input *input, enum role before)
{
	struct event standing = standing_of(driver);
	bool confirmed =
		input->kind == INPUT_COMMAND && input->command == COMMAND_CLEAR_FAULT;

	standing.from = before;
	event_log_settle(driver->event_log, &standing, confirmed, input->now_us);
	follow_action(driver);
}

void driver_step(struct driver *driver, struct input *input)
{
	enum role before = driver->engine.standing.settled;
	int64_t wake_us;

	if (operator_has_stopped(&driver->engine)) {
		return; /* its last word is said: this is for the next life */
	}
	name_copy(driver, input);
	input->now_us = loop_now_us(driver->loop);
	driver->urgent = false;
	wake_us = step_once(driver, input);
	for (int round = 0; driver->result_count > 0; round++) {
		struct input result = {
			.kind = take_result(driver),
			.now_us = input->now_us,
		};

		assert(round < ROUNDS_MAX);
		name_copy(driver, &result);
		wake_us = step_once(driver, &result);
	}
	settle(driver, input, before);
	loop_wake_at(driver->loop, driver->urgent ? input->now_us : wake_us);
	driver->on_step(driver->context);
}

void driver_step_kind(struct driver *driver, enum input_kind kind)
{
	struct input input = { .kind = kind };

	driver_step(driver, &input);
}

static void on_heartbeat(
	const struct heartbeat *heartbeat, int64_t age_us, void *context)
{
	struct input input = {
		.kind = INPUT_HEARTBEAT,
		.heartbeat = *heartbeat,
		.age_us = age_us,
	};

	driver_step(context, &input);
}

static void on_trouble(uint8_t link, enum trouble trouble, void *context)
{
	struct input input = {
		.kind = INPUT_TROUBLE,
		.link = link,
		.trouble = trouble,
	};

	driver_step(context, &input);
}

/* The engine tells that there is one; who it is, only the log must know. */
static void on_third(struct ip source, bool from_peer, void *context)
{
	struct driver *driver = context;
	struct input input = {
		.kind = INPUT_THIRD,
		.from_peer = from_peer,
	};

	ip_write(source, driver->event_log->third);
	driver_step(driver, &input);
}

static void pass_mac(
	struct driver *driver, enum input_kind kind, const uint8_t mac[6], bool good)
{
	struct input input = { .kind = kind, .consistent = good };

	memcpy(input.mac, mac, sizeof(input.mac));
	driver_step(driver, &input);
}

static bool on_answered(
	struct ip fip, const uint8_t mac[6], bool consistent, void *context)
{
	struct driver *driver = context;
	bool by_peer = consistent && liveness_may_be(&driver->engine.liveness, mac);

	ip_write(fip, driver->event_log->answered);
	pass_mac(driver, INPUT_ANSWERED, mac, consistent);
	return by_peer;
}

static void on_rival(struct ip fip, const uint8_t mac[6], void *context)
{
	struct driver *driver = context;

	ip_write(fip, driver->event_log->answered);
	pass_mac(driver, INPUT_RIVAL_PROBE, mac, false);
}

/* What it would not take in is no input: anybody can say it, as often as he likes. */
static void on_neighbor(const uint8_t mac[6], void *context)
{
	struct driver *driver = context;

	if (liveness_wants(&driver->engine.liveness, mac)) {
		pass_mac(driver, INPUT_NEIGHBOR, mac, false);
	}
}

static bool is_among(const uint8_t macs[][6], unsigned count, const uint8_t mac[6])
{
	unsigned i = 0;

	while (i < count && memcmp(macs[i], mac, sizeof(macs[i])) != 0) {
		i++;
	}
	return i < count;
}

static enum segment_owner whose(const uint8_t mac[6], void *context)
{
	const struct driver *driver = context;
	const struct exchange *own = &driver->engine.exchange;
	const struct heartbeat *peer = &driver->engine.liveness.last;

	if (is_among(own->macs, own->mac_count, mac)) {
		return SEGMENT_OWNER_SELF;
	}
	return is_among(peer->macs, peer->mac_count, mac) ? SEGMENT_OWNER_PEER
							  : SEGMENT_OWNER_OTHER;
}

static void on_reference(void *context)
{
	driver_step_kind(context, INPUT_REFERENCE);
}

void driver_listen(struct driver *driver, struct network_listener *listener)
{
	listener->heartbeats = (struct heartbeat_sink){
		.on_heartbeat = on_heartbeat,
		.on_trouble = on_trouble,
		.on_third = on_third,
		.context = driver,
	};
	listener->segment = (struct segment_listener){
		.on_answered = on_answered,
		.on_rival = on_rival,
		.on_neighbor = on_neighbor,
		.on_reference = on_reference,
		.whose = whose,
		.context = driver,
	};
}
